import {
  currentMedicines,
  defineRule,
  ingredientName,
  isSystemic,
  type Medicine,
  optional,
  orderingMedicine,
  templates,
} from '#cds'
import { duplicateOf } from './duplicates.ts'
import { firstPair, kindsOf, sharing } from './kinds.ts'
import { areMeantTogether, hasPlannedEnd } from './meant.ts'

/** Pairs of one kind that are held against each other in one call, at most; no real one comes near it. */
const MOST_COMPARED = 10_000

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
    const systemic = orders.filter(({ medication }) => isSystemic(medication))
    const ordered = systemic.filter(
      ({ selected, medication }) => selected && medication.state === 'known',
    )
    if (ordered.length === 0) return []
    const others = [
      ...systemic.map((each): Medicine => ({ ...each, where: 'another order of this session' })),
      ...current.filter(({ medication }) => isSystemic(medication)),
    ]
    const doubled = sharing(kindsOf(others))
    const seen = new Set<string>()
    const drafts = []
    let left = MOST_COMPARED
    for (const { medication, members } of kindsOf(ordered))
      for (const kind of doubled(medication)) {
        const key = [medication.name, kind.medication.name].toSorted().join('\n')
        const found = duplicateOf(medication, kind.medication, ingredientName)
        if (found === undefined || seen.has(key)) continue
        const mayBridge = found.what === 'anticoagulants' && found.card === 'sameClass'
        const pair = firstPair(members, kind.members, (order, other) => {
          left -= 1
          if (left < 0) return true
          const isBridge = mayBridge && (hasPlannedEnd(order) || hasPlannedEnd(other))
          return !isBridge && !areMeantTogether(order, other, now)
        })
        if (pair === undefined || left < 0) continue
        seen.add(key)
        const [{ resource }, other] = pair
        const { name } = other.medication
        const values = { order: medication.name, other: name, where: other.where, what: found.what }
        const suggestions = suggest.cancel(medication.name, resource)
        drafts.push(card(found.card, values, { suggestions }))
      }
    const gaps = []
    if (left < 0) gaps.push(notChecked('duplicates among so many orders', 'unusable'))
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
