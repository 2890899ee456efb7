import {
  ageAt,
  codeGroup,
  codes,
  contains,
  currentMedicines,
  type Draft,
  defineRule,
  dosesTogether,
  ingredients,
  isActive,
  isSystemic,
  LOINC,
  loweredOrders,
  medicationClass,
  optional,
  ordering,
  partReplaced,
  type Regimen,
  round,
  templates,
} from '#cds'
import { ECG_ORDER, isEcg } from './ecg.ts'
import { lowOf } from './low.ts'

const CITALOPRAM = '2556'
const ONDANSETRON = ingredients(['26225'])
const tablet = (mg: number, code: string): Regimen => ({
  code,
  text: `citalopram ${mg} MG Oral Tablet`,
  mg,
  timesPerDay: 1,
  directions: `${mg} mg once daily`,
})
const CAPS = { all: tablet(40, '309314'), older: tablet(20, '200371') }
// With each of these the most is 20 mg, as pair citalopram-2c19 of rule major-interactions says.
const inhibitor = medicationClass('cyp2c19Inhibitor')
const OLDER = 60
/** How old an electrolyte result may be; our choice. */
const RECENT_DAYS = 30
const known = medicationClass('qtKnown')
const potassium = codeGroup('potassium')
const magnesium = codes(LOINC, ['19123-9'])
const heartFailure = codeGroup('heart-failure')
const liver = codeGroup('chronic-liver-disease')

export default defineRule({
  id: 'qt-risk',
  version: '1.3.0',
  title: 'QT prolongation: electrolytes and dose',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label: 'Labels of citalopram (2023-09) and ondansetron; list of known risk as of 2014 (ONC)',
    url: 'https://doi.org/10.1136/amiajnl-2011-000612',
  },
  when: ordering(known),
  prefetch: {
    patient: templates.patient,
    medications: optional(templates.medications),
    conditions: optional(templates.conditions),
    electrolytes: optional(
      'Observation?patient={{context.patientId}}&code=http://loinc.org|2823-3,http://loinc.org|29349-8,http://loinc.org|32713-0,http://loinc.org|39789-3,http://loinc.org|41656-0,http://loinc.org|51618-7,http://loinc.org|6298-4,http://loinc.org|75940-7,http://loinc.org|77142-8,http://loinc.org|19123-9&_sort=-date&_count=20',
    ),
    tests: optional('ServiceRequest?patient={{context.patientId}}&status=active'),
  },
  acceptsPartial: ['medications', 'conditions', 'electrolytes', 'tests'],
  checks: 'QT prolongation',
  cards: {
    electrolytes: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}} prolongs QT, and {{what}} is low: {{value}} ({{date}})',
      detail:
        'Known risk of torsades de pointes. Correct {{what}} first, and check an ECG. Low by the range of the laboratory itself.',
    },
    dose: {
      indicator: 'warning',
      kind: 'medication',
      summary: 'Citalopram at most {{most}} mg a day{{because}}; ordered {{dose}}',
      detail: 'Higher doses prolong QT (label of citalopram).',
    },
    heartFailure: {
      indicator: 'info',
      kind: 'medication',
      summary: 'Ondansetron in heart failure: check an ECG',
      detail: 'The label asks for an ECG in heart failure, slow rhythm and electrolyte disorders.',
    },
  },

  evaluate(
    { patient, medications, conditions, electrolytes, tests, orders },
    { now, card, suggest, notChecked, isPartial },
  ) {
    const data = { conditions, electrolytes }
    const unseen = (key: keyof typeof data, what: string): Draft[] => {
      if (data[key] === undefined) return [notChecked(what)]
      return isPartial(key) ? [notChecked(what, 'unusable')] : []
    }
    const active = (conditions ?? []).filter(isActive)
    const age = ageAt(patient, now)
    const lows = [
      { what: 'potassium', low: lowOf(electrolytes ?? [], potassium, RECENT_DAYS, now) },
      { what: 'magnesium', low: lowOf(electrolytes ?? [], magnesium, RECENT_DAYS, now) },
    ]
    const { kept } = partReplaced(currentMedicines(medications ?? []), orders)
    const ordered = [...orders.map((each) => each.resource), ...(tests ?? [])]
    const ecg = ordered.some(isEcg) ? [] : [suggest.create('Order an ECG', ECG_ORDER)]
    const hasFailure = active.some(heartFailure)
    const hasLiver = active.some(liver)
    const doseOf = dosesTogether(orders)
    const inhibitors = [...kept, ...orders].filter(
      ({ medication }) => contains(medication, inhibitor) === true,
    )
    const withCitalopram = orders.filter(({ medication }) =>
      medication.ingredients.includes(CITALOPRAM),
    )
    const drafts: Draft[] = []
    for (const order of orders) {
      const { resource, medication, selected } = order
      if (!selected || !isSystemic(medication) || contains(medication, known) !== true) continue
      const suggestions = [...ecg, ...suggest.cancel(medication.name, resource)]
      for (const { what, low } of lows)
        if (low !== undefined)
          drafts.push(
            card('electrolytes', { order: medication.name, what, ...low }, { suggestions }),
          )
      if (lows.every(({ low }) => low === undefined))
        drafts.push(...unseen('electrolytes', `potassium and magnesium with ${medication.name}`))
      if (contains(medication, ONDANSETRON) === true) {
        if (hasFailure) drafts.push(card('heartFailure', {}, { suggestions }))
        else drafts.push(...unseen('conditions', 'heart failure with ondansetron'))
      }
      if (!medication.ingredients.includes(CITALOPRAM)) continue
      const dose = doseOf(order, CITALOPRAM)
      if (dose === undefined) continue
      // Another card has the lower limit then; a higher one beside it would mislead.
      if (inhibitors.some((each) => each.resource !== resource)) continue
      const isOlder = age !== undefined && age > OLDER
      const cap = isOlder || hasLiver ? CAPS.older : CAPS.all
      const because = isOlder ? ` above ${OLDER} years` : hasLiver ? ' in liver disease' : ''
      if (dose > cap.mg) {
        const values = { most: cap.mg, because, dose: round(dose, 1) }
        // Beside another order of it one lower dose would not be the dose of the day.
        const isSole = withCitalopram.length === 1
        const lowered = isSole ? loweredOrders(order, CITALOPRAM, [cap]) : []
        drafts.push(
          card('dose', values, { suggestions: suggest.change(medication.name, resource, lowered) }),
        )
      } else if (dose > CAPS.older.mg) {
        if (age === undefined) drafts.push(notChecked('the dose of citalopram by age', 'unusable'))
        drafts.push(...unseen('conditions', 'the dose of citalopram by liver disease'))
      }
    }
    return drafts
  },
})
