import {
  contains,
  currentMedicines,
  type Draft,
  defineRule,
  isAwaited,
  LOINC,
  optional,
  ordering,
  RACES,
  racesOf,
  serviceOrder,
  templates,
} from '#cds'
import { type Due, dueOf } from './due.ts'
import { type Row, rowsFor, TESTED } from './tests.ts'

/** As many as the query asks for: where it gets them, there may be more. */
const ALL = 100

export default defineRule({
  id: 'required-tests',
  version: '1.2.0',
  title: 'Tests that a medicine needs',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label: 'Labels and guidelines of the medicines concerned, as each card names them',
    url: 'https://dailymed.nlm.nih.gov/dailymed/',
  },
  when: ordering(TESTED),
  prefetch: {
    patient: templates.patient,
    creatinine: templates.creatinine,
    labs: 'Observation?patient={{context.patientId}}&code=http://loinc.org|2823-3,http://loinc.org|29349-8,http://loinc.org|32713-0,http://loinc.org|39789-3,http://loinc.org|41656-0,http://loinc.org|51618-7,http://loinc.org|6298-4,http://loinc.org|75940-7,http://loinc.org|77142-8,http://loinc.org|1742-6,http://loinc.org|1743-4,http://loinc.org|1744-2,http://loinc.org|1920-8,http://loinc.org|30239-8,http://loinc.org|88112-8,http://loinc.org|11580-8,http://loinc.org|3016-3,http://loinc.org|14334-7,http://loinc.org|26515-7,http://loinc.org|777-3,http://loinc.org|778-1,http://loinc.org|97995-5,http://loinc.org|17861-6,http://loinc.org|58410-2,http://loinc.org|751-8,http://loinc.org|26499-4,http://loinc.org|57979-7,http://loinc.org|50956-2&_sort=-date&_count=100',
    medications: optional(templates.medications),
    tests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
    panels: optional(
      'DiagnosticReport?patient={{context.patientId}}&code=http://loinc.org|24321-2,http://loinc.org|51990-0,http://loinc.org|24323-8,http://loinc.org|24362-6,http://loinc.org|24326-1,http://loinc.org|24325-3,http://loinc.org|58410-2,http://loinc.org|57021-8,http://loinc.org|57782-5,http://loinc.org|69742-5&_sort=-date&_count=20',
    ),
  },
  acceptsPartial: ['labs', 'medications', 'tests', 'panels'],
  checks: 'tests that a medicine needs',
  cards: {
    due: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}} needs {{tests}}: {{last}}',
      detail: '{{why}} Asked for: a result {{age}}. Source: {{source}}.',
    },
    baseline: {
      indicator: 'info',
      kind: 'medication',
      summary: '{{order}} needs {{tests}}: {{last}}',
      detail: '{{why}} Asked for: a result {{age}}. Source: {{source}}.',
    },
  },

  evaluate(
    { patient, creatinine, labs, medications, tests, panels, orders },
    { now, card, suggest, notChecked, isPartial },
  ) {
    const results = [...labs, ...creatinine, ...(panels ?? [])]
    const awaited = (tests ?? []).filter((each) => isAwaited(each, now))
    const ordered = [...orders.map(({ resource }) => resource), ...awaited]
    const current = currentMedicines(medications ?? [])
    const mayBeMore = isPartial('labs') || labs.length >= ALL
    const seen = new Map<Row, { readonly isTaken: boolean; readonly due: readonly Due[] }>()
    const drafts: Draft[] = []
    for (const order of orders) {
      const { medication, selected } = order
      if (!selected) continue
      for (const row of rowsFor(medication)) {
        const { isTaken, due } = ofRow(row)
        if (row.when === 'start' && isTaken) continue
        if (row.when === 'taken' && !isTaken) continue
        if (row.ancestry === 'asian') {
          const races = racesOf(patient)
          if (races === undefined)
            drafts.push(
              notChecked(
                `HLA-B*15:02 before ${medication.name}: no ancestry is recorded`,
                'unusable',
              ),
            )
          if (races?.has(RACES.asian) !== true) continue
        }
        if (due.length === 0) continue
        if (mayBeMore)
          drafts.push(
            notChecked(`${namesOf(due)} with ${medication.name} in all results`, 'unusable'),
          )
        else drafts.push(cardFor(row, due, medication.name))
      }
    }
    return drafts

    /** The same for all orders of the row. */
    function ofRow(row: Row) {
      const known = seen.get(row)
      if (known !== undefined) return known
      const isTaken = current.some((each) => contains(each.medication, row.medicines) === true)
      const found = { isTaken, due: dueOf(row, results, ordered, now) }
      seen.set(row, found)
      return found
    }

    function cardFor(row: Row, due: readonly Due[], order: string) {
      const orders = due.map(({ test: { name, order: code } }) =>
        suggest.create(`Order ${name}`, serviceOrder(name, { system: LOINC, code })),
      )
      const values = {
        order,
        tests: namesOf(due),
        last: [...new Set(due.map(({ last }) => last))].join(', '),
        why: row.why,
        age: row.withinDays === undefined ? 'of any age' : `not older than ${row.withinDays} days`,
        source: row.source,
      }
      const suggestions =
        orders.length === 1 ? orders : [suggest.all(`Order ${namesOf(due)}`, ...orders)]
      return card(row.severity === 'info' ? 'baseline' : 'due', values, { suggestions })
    }
  },
})

function namesOf(due: readonly Due[]): string {
  return due.map(({ test }) => test.name).join(', ')
}
