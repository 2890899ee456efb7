import {
  clinicalDate,
  codeGroup,
  counts,
  daysBefore,
  defineRule,
  optional,
  ordering,
  round,
  shownDay,
  templates,
} from '#cds'

/** Tests that tell nothing new before an interval is over, each with its source. */
const TESTS = [
  {
    name: 'HbA1c',
    set: codeGroup('hba1c'),
    days: 90,
    why: 'It mirrors two to three months; at most every 3 months where therapy changed or the goal is missed (ADA Standards 2025, section 6).',
  },
  {
    name: 'Hepatitis C antibody',
    set: codeGroup('hcv-antibody'),
    days: Number.POSITIVE_INFINITY,
    why: 'Once in a lifetime, unless the risk goes on (USPSTF 2020).',
  },
] as const

export default defineRule({
  id: 'duplicate-lab',
  version: '1.0.0',
  title: 'Laboratory test that is done or ordered already',
  owner: 'Laboratory group',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign'],
  source: {
    label: 'ADA Standards of Care 2025, section 6; USPSTF hepatitis C 2020',
    url: 'https://doi.org/10.2337/dc25-S006',
  },
  when: ordering(...TESTS.map(({ set }) => set)),
  prefetch: {
    patient: optional(templates.patient),
    results:
      'Observation?patient={{context.patientId}}&code=http://loinc.org|17855-8,http://loinc.org|17856-6,http://loinc.org|4548-4,http://loinc.org|4549-2,http://loinc.org|59261-8,http://loinc.org|96595-4,http://loinc.org|13955-0,http://loinc.org|16128-1,http://loinc.org|40726-2&_sort=-date&_count=10',
    requests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
  },
  acceptsPartial: ['results', 'requests'],
  checks: 'laboratory tests that are done already',
  cards: {
    done: {
      indicator: 'info',
      kind: 'general',
      summary: '{{test}} was done on {{date}}{{value}}',
      detail: '{{why}}',
    },
    ordered: {
      indicator: 'info',
      kind: 'general',
      summary: '{{test}} is ordered already ({{date}})',
      detail: 'An active request for the same test is on file.',
    },
  },

  evaluate({ results, requests, orders }, { now, card, suggest }) {
    return orders.flatMap(({ resource, selected }) => {
      const test = TESTS.find(({ set }) => set(resource))
      if (!selected || test === undefined) return []
      const suggestions = suggest.cancel(test.name, resource)
      const open = (requests ?? []).find(
        (each) => counts(each, now) && test.set(each) && each.id !== resource.id,
      )
      if (open !== undefined) {
        const date = shownDay(clinicalDate(open))
        return [card('ordered', { test: test.name, date }, { suggestions })]
      }
      const last = results
        .filter((each) => counts(each, now) && test.set(each))
        .map((each) => ({ each, date: clinicalDate(each) ?? '' }))
        .toSorted((a, b) => b.date.localeCompare(a.date))[0]
      const age = last === undefined ? undefined : daysBefore(last.date, now)
      if (last === undefined || age === undefined || age >= test.days) return []
      const words = wordsOf(last.each)
      const values = {
        test: test.name,
        date: last.date.slice(0, 10),
        value: words === undefined ? '' : `: ${words}`,
        why: test.why,
      }
      return [card('done', values, { suggestions })]
    })
  },
})

interface Valued {
  readonly valueQuantity?: { readonly value?: unknown; readonly unit?: unknown } | undefined
}

/** The result as its laboratory wrote it; nothing is converted. */
function wordsOf({ valueQuantity }: Valued): string | undefined {
  const { value, unit } = valueQuantity ?? {}
  if (typeof value !== 'number') return undefined
  return `${round(value, 2)}${typeof unit === 'string' ? ` ${unit}` : ''}`
}
