import {
  apixabanAfDose,
  codeGroup,
  contains,
  currentMedicines,
  dailyDose,
  defineRule,
  ingredients,
  isActive,
  isSystemic,
  medicationClass,
  medicationOrder,
  optional,
  ordering,
  otherOrders,
  partReplaced,
  templates,
  unitText,
} from '#cds'

const APIXABAN = '1364430'
const TABLETS = {
  2.5: { code: '1364435', text: 'apixaban 2.5 MG Oral Tablet' },
  5: { code: '1364445', text: 'apixaban 5 MG Oral Tablet' },
} as const
// With each of these the dose is another, as pair apixaban-strong-inhibitor of rule major-interactions says.
const inhibitor = medicationClass('pgpStrongCyp3a4Inhibitor')
const fibrillation = codeGroup('atrial-fibrillation')

export default defineRule({
  id: 'apixaban-dose',
  version: '1.3.0',
  title: 'Apixaban dose in atrial fibrillation',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label:
      'Eliquis US prescribing information (2025-08), 2.1; 2014 AHA/ACC/HRS AF guideline, Table 8',
    url: 'https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid=7be1f4c1-bb2f-4ded-ae9a-515d2a22f93e',
  },
  when: ordering(ingredients([APIXABAN])),
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    medications: optional(templates.medications),
  },
  acceptsPartial: ['medications'],
  scores: { dose: apixabanAfDose },
  checks: 'the dose of apixaban',
  cards: {
    tooMuch: {
      indicator: 'warning',
      kind: 'medication',
      summary: 'Apixaban in atrial fibrillation: 2.5 mg twice daily for this patient',
      detail:
        '{{ordered}} Two of three criteria hold (80 years or more, 60 kg or less, creatinine of 1.5 mg/dL or more or dialysis): {{criteria}}. Inputs: {{inputs}}.{{inhibited}}',
    },
    tooLittle: {
      indicator: 'info',
      kind: 'medication',
      summary: 'Apixaban in atrial fibrillation: 5 mg twice daily for this patient',
      detail:
        '{{ordered}} The lower dose is for patients with two of three criteria (80 years or more, 60 kg or less, creatinine of 1.5 mg/dL or more); here {{criteria}}. Inputs: {{inputs}}. An interacting medicine may be a reason for the lower dose.',
    },
  },

  evaluate({ conditions, medications, orders, scores }, { card, suggest, notChecked }) {
    const isFibrillation = conditions.filter(isActive).some(fibrillation)
    if (!isFibrillation) return []
    const { dose } = scores
    if (!dose.known) {
      if (dose.unavailable) return [notChecked('the dose of apixaban')]
      const lacks = dose.missing.map(({ text }) => text).join('; ')
      return [notChecked(`the dose of apixaban (${lacks})`, 'unusable')]
    }
    const { doseMgTwiceDaily: right, contributions } = dose.value
    const met = Object.entries(contributions).flatMap(([name, value]) =>
      value === 1 ? [NAMES[name]] : [],
    )
    const values = {
      criteria: met.length === 0 ? 'none holds' : met.join(', '),
      inputs: dose.inputs
        .map(
          ({ name, value, unit, date }) =>
            `${NAMES[name] ?? name} ${value}${unit ? ` ${unitText(unit)}` : ''}${date ? ` (${date.slice(0, 10)})` : ''}`,
        )
        .join(', '),
    }
    const { kept } = partReplaced(currentMedicines(medications ?? []), orders)
    return orders.flatMap((order) => {
      const { resource, medication, selected } = order
      if (!selected || contains(medication, ingredients([APIXABAN])) !== true) return []
      const perDay = dailyDose(resource, medication, APIXABAN)
      const isTooMuch = right === 2.5 && (perDay === undefined || perDay > 5)
      const isTooLittle = right === 5 && perDay !== undefined && perDay < 10
      const inhibiting = [...kept, ...otherOrders(orders, order)].find(
        ({ medication: other }) => isSystemic(other) && contains(other, inhibitor) === true,
      )
      if (!isTooMuch && (!isTooLittle || inhibiting !== undefined)) return []
      const directions = { mg: right, timesPerDay: 2, directions: `${right} mg twice daily` }
      const { code, text } = TABLETS[right]
      const by = medicationOrder(code, text, directions)
      const suggestions = inhibiting
        ? suggest.cancel('apixaban', resource)
        : suggest.replace(`Change to ${directions.directions}`, 'apixaban', resource, by)
      const ordered =
        perDay === undefined
          ? 'The dose of this order could not be read.'
          : `Ordered: ${perDay} mg a day.`
      if (!isTooMuch) return [card('tooLittle', { ...values, ordered }, { suggestions })]
      const inhibited =
        inhibiting === undefined
          ? ''
          : ` With ${inhibiting.medication.name} the label says to avoid apixaban at this dose.`
      return [card('tooMuch', { ...values, ordered, inhibited }, { suggestions })]
    })
  },
})

const NAMES: Readonly<Record<string, string>> = {
  age: 'age',
  weightKg: 'weight',
  creatinine: 'creatinine',
  dialysis: 'dialysis',
}
