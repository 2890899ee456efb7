import {
  currentMedicines,
  defineRule,
  ingredientName,
  isSystemic,
  optional,
  orderingMedicine,
  otherOrders,
  templates,
} from '#cds'
import { duplicateOf } from './duplicates.ts'
import { areMeantTogether, hasPlannedEnd } from './meant.ts'

export default defineRule({
  id: 'duplicate-therapy',
  version: '1.1.0',
  title: 'Duplicate therapy',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  // A refill repeats a medicine by its nature.
  hooks: ['order-select', 'order-sign'],
  source: {
    label: "STOPP/START version 3, A3: O'Mahony D et al. Eur Geriatr Med 2023;14:625-632",
    url: 'https://doi.org/10.1007/s41999-023-00777-y',
  },
  when: orderingMedicine,
  prefetch: {
    patient: optional(templates.patient),
    medications: optional(templates.medications),
  },
  acceptsPartial: ['medications'],
  checks: 'duplicate therapy',
  cards: {
    anticoagulants: {
      indicator: 'critical',
      kind: 'medication',
      summary: '{{order}} with {{other}}: two full anticoagulants',
      detail:
        '{{other}}: {{where}}, without an end before this order starts. Where one takes the place of the other, give it an end date.',
    },
    sameDrug: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{what}} twice: {{where}}',
      detail:
        '{{order}} is ordered, {{other}} is there already ({{where}}). Where this order takes the place of the other, end that one.',
    },
    sameClass: {
      indicator: 'warning',
      kind: 'medication',
      summary: 'Two {{what}}: {{order}} with {{other}}',
      detail: '{{other}}: {{where}}. Two of one class for regular use add risk and little effect.',
    },
    sameClassNote: {
      indicator: 'info',
      kind: 'medication',
      summary: 'Two {{what}}: {{order}} with {{other}}',
      detail: '{{other}}: {{where}}. Is the pair meant?',
    },
  },

  evaluate({ orders, medications }, { now, card, suggest, notChecked, isPartial }) {
    const current = currentMedicines(medications ?? [])
    const seen = new Set<string>()
    const drafts = []
    let isSystemicOrder = false
    for (const order of orders) {
      const { medication, resource, selected } = order
      if (!selected || medication.state !== 'known' || !isSystemic(medication)) continue
      isSystemicOrder = true
      for (const other of [...otherOrders(orders, order), ...current]) {
        if (!isSystemic(other.medication)) continue
        const found = duplicateOf(medication, other.medication, ingredientName)
        if (found === undefined) continue
        const key = [medication.name, other.medication.name].toSorted().join('\n')
        if (seen.has(key) || areMeantTogether(order, other, now)) continue
        if (found.what === 'anticoagulants' && found.card === 'sameClass')
          if (hasPlannedEnd(order) || hasPlannedEnd(other)) continue
        seen.add(key)
        const { name } = other.medication
        const values = { order: medication.name, other: name, where: other.where, what: found.what }
        const suggestions = suggest.cancel(medication.name, resource)
        drafts.push(card(found.card, values, { suggestions }))
      }
    }
    if (!isSystemicOrder) return []
    const gaps = []
    if (medications === undefined) gaps.push(notChecked('duplicates among current medicines'))
    else if (isPartial('medications'))
      gaps.push(notChecked('duplicates among all current medicines', 'unusable'))
    for (const { medication } of current)
      if (medication.state === 'unknown')
        gaps.push(
          notChecked(`duplicates of ${medication.name || 'a current medicine'}`, 'unusable'),
        )
    return [...drafts, ...gaps]
  },
})
