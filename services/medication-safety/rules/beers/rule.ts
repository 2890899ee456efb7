import {
  ageAt,
  anyOf,
  codeGroup,
  comfortCare,
  contains,
  currentMedicines,
  type Draft,
  defineRule,
  isActive,
  isSystemic,
  listedIngredients,
  loweredOrders,
  optional,
  ordering,
  templates,
} from '#cds'
import { type Circumstance, LISTED, rowsFor } from './medicines.ts'

const OLDER = 65
const falls = codeGroup('falls', { history: true })
const CIRCUMSTANCES = {
  'cardiovascular-disease': anyOf(
    codeGroup('myocardial-infarction', { history: true }),
    codeGroup('ischaemic-heart-disease', { history: true }),
    codeGroup('ischaemic-stroke', { history: true }),
    codeGroup('tia-or-stroke-history', { history: true }),
    codeGroup('peripheral-arterial-disease', { history: true }),
    codeGroup('carotid-cerebral-atherosclerosis', { history: true }),
  ),
  'heart-failure': codeGroup('heart-failure', { history: true }),
  hypertension: codeGroup('hypertension'),
  dementia: codeGroup('dementia'),
} as const

export default defineRule({
  id: 'beers',
  version: '1.1.0',
  title: 'Medicines to avoid from 65 years',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign'],
  source: {
    label: 'AGS Beers Criteria 2023 (J Am Geriatr Soc 2023;71:2052-2081)',
    url: 'https://doi.org/10.1111/jgs.18372',
  },
  when: ordering(LISTED),
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    medications: optional(templates.medications),
  },
  acceptsPartial: ['medications'],
  checks: 'medicines to avoid from 65 years',
  cards: {
    avoid: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}}: {{short}}',
      detail: '{{why}} {{because}}',
    },
    note: {
      indicator: 'info',
      kind: 'medication',
      summary: '{{order}}: {{short}}',
      detail: '{{why}}',
    },
  },

  evaluate({ patient, conditions, medications, orders }, { now, card, suggest, notChecked }) {
    const age = ageAt(patient, now)
    if (age !== undefined && age < OLDER) return []
    const active = conditions.filter(isActive)
    if (active.some(comfortCare)) return []
    const has = (what: Circumstance) =>
      (what === 'cardiovascular-disease' ? conditions : active).some(CIRCUMSTANCES[what])
    const hasFallen = conditions.some(falls)
    const current = currentMedicines(medications ?? [])
    return orders.flatMap((order): Draft[] => {
      const { medication, resource, selected } = order
      if (!selected || !isSystemic(medication)) return []
      const row = rowsFor(order).find(
        ({ only, unless }) =>
          (only === undefined || has(only)) && (unless === undefined || !has(unless)),
      )
      if (row === undefined) return []
      if (age === undefined)
        return [notChecked(`${medication.name} from ${OLDER} years`, 'unusable')]
      const isWarning = row.severity === 'warning' || (row.falls === true && hasFallen)
      const isTaken = current.some((each) => contains(each.medication, row.medicines) === true)
      // Who wrote the first order has seen the note.
      if (!isWarning && isTaken) return []
      const values = { order: medication.name, short: row.short, why: row.why }
      const { of, lower = [] } = row.unlessAtMost ?? {}
      const [limited = ''] = of === undefined ? [] : listedIngredients([of])
      const lowered = loweredOrders(order, limited, lower)
      const suggestions = suggest.change(medication.name, resource, lowered)
      if (!isWarning) return [card('note', values, { suggestions })]
      const because =
        row.falls === true ? 'A fall is on file.' : `On file: ${row.only?.replace('-', ' ')}.`
      return [card('avoid', { ...values, because }, { suggestions })]
    })
  },
})
