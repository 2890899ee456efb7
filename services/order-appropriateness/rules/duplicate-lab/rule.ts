import {
  anyOf,
  broughtBy,
  clinicalDate,
  codeGroup,
  type Draft,
  daysBefore,
  defineRule,
  hasResult,
  isAwaited,
  newestOf,
  type OrderResource,
  optional,
  ordering,
  referenceParts,
  shownDay,
  templates,
} from '#cds'
import { dayOfOrder, wordsOf } from './result.ts'

/** Tests that tell nothing new before an interval is over, each with its source. */
const TESTS = [
  {
    key: 'hba1c',
    name: 'HbA1c',
    set: anyOf(codeGroup('hba1c'), broughtBy('hba1c')),
    days: 90,
    why: 'It mirrors two to three months; at most every 3 months where therapy changed or the goal is missed (ADA Standards 2025, section 6).',
  },
  {
    key: 'hcvAntibodies',
    name: 'Hepatitis C antibody',
    set: codeGroup('hcv-antibody'),
    days: Number.POSITIVE_INFINITY,
    why: 'Once in a lifetime, unless the risk goes on (USPSTF 2020).',
  },
] as const

/** An active request of this age was forgotten, also where a test is asked for but once. */
const REQUEST_DAYS = 365

export default defineRule({
  id: 'duplicate-lab',
  version: '1.2.1',
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
    hba1c: optional(templates.hba1c),
    hcvAntibodies: optional(
      'Observation?patient={{context.patientId}}&code=http://loinc.org|13955-0,http://loinc.org|16128-1,http://loinc.org|40726-2&_sort=-date&_count=5',
    ),
    requests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
  },
  acceptsPartial: ['hba1c', 'hcvAntibodies', 'requests'],
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

  evaluate({ requests, orders, ...results }, { now, card, suggest, notChecked, isPartial }) {
    return orders.flatMap(({ resource, selected }): Draft[] => {
      const test = TESTS.find(({ set }) => set(resource))
      if (!selected || test === undefined) return []
      const { name, why } = test
      const suggestions = suggest.cancel(name, resource)
      const day = dayOfOrder(resource, now)
      const within = Math.min(test.days - 1, REQUEST_DAYS)
      const open = requests?.find(
        (each) => test.set(each) && !isSame(each, resource) && isAwaited(each, day, within),
      )
      if (open !== undefined)
        return [
          card('ordered', { test: name, date: shownDay(clinicalDate(open)) }, { suggestions }),
        ]
      const found = results[test.key]
      const last = newestOf((found ?? []).filter((each) => test.set(each) && hasResult(each)))
      const date = clinicalDate(last) ?? ''
      const age = daysBefore(date, day)
      if (last !== undefined && age !== undefined && age < test.days) {
        const value = wordsOf(last)
        return [card('done', { test: name, date: shownDay(date), value, why }, { suggestions })]
      }
      const gaps: Draft[] = []
      if (found === undefined) gaps.push(notChecked(`whether ${name} is done already`))
      else if (isPartial(test.key) && last === undefined)
        gaps.push(notChecked(`whether ${name} is done already`, 'unusable'))
      if (requests === undefined) gaps.push(notChecked(`whether ${name} is ordered already`))
      else if (isPartial('requests'))
        gaps.push(notChecked(`whether ${name} is ordered already`, 'unusable'))
      return gaps
    })
  },
})

/** Whether a request on file is the order at hand, or is replaced by it. Without an id a draft is on no file. */
function isSame(request: { readonly id?: unknown }, order: OrderResource): boolean {
  const replaced = Array.isArray(order.replaces) ? order.replaces : []
  return (
    (order.id !== undefined && request.id === order.id) ||
    replaced.some((each) => referenceParts(each?.reference)?.id === request.id)
  )
}
