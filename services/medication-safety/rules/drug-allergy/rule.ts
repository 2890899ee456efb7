import {
  type AllergySeverity,
  allergenOf,
  allergySeverity,
  defineRule,
  hadAngioedema,
  ingredientName,
  isActive,
  orderingMedicine,
  shownDay,
  templates,
} from '#cds'
import { cardFor, relationOf } from './classes.ts'

export default defineRule({
  id: 'drug-allergy',
  version: '1.0.0',
  title: 'Drug allergy',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label:
      'Khan DA et al. Drug allergy practice parameter 2022 (J Allergy Clin Immunol 150:1333-1393)',
    url: 'https://doi.org/10.1016/j.jaci.2022.08.028',
  },
  when: orderingMedicine,
  prefetch: {
    patient: templates.patient,
    allergies: templates.allergies,
  },
  acceptsPartial: ['allergies'],
  checks: 'drug allergies',
  cards: {
    severe: {
      indicator: 'critical',
      kind: 'medication',
      summary: '{{order}}: severe allergy to {{allergen}} is on file',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.',
    },
    allergy: {
      indicator: 'warning',
      kind: 'medication',
      summary: '{{order}}: allergy to {{allergen}} is on file',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.',
    },
    intolerance: {
      indicator: 'info',
      kind: 'medication',
      summary: '{{order}}: intolerance to {{allergen}} is on file',
      detail: '{{relation}}. Recorded {{date}}. Reaction: {{severity}}.',
    },
  },

  evaluate({ allergies, orders }, { card, suggest, notChecked, isPartial }) {
    const drafts = []
    const unknown = new Set<string>()
    for (const order of orders) {
      if (!order.selected || order.medication.state !== 'known') continue
      for (const allergy of allergies.filter(isActive)) {
        const allergen = allergenOf(allergy)
        if (allergen.kind === 'unknown')
          unknown.add(
            `the allergy “${allergen.name ?? 'an allergy without a name'}” against ${order.medication.name}`,
          )
        if (allergen.kind !== 'drug') continue
        const [found] = allergen.ingredients.flatMap((each) => {
          const ordered = order.medication.ingredients
          const isSwollen = hadAngioedema(allergy)
          const relation = ordered.map((other) => relationOf(each, other, isSwollen)).find(Boolean)
          return relation === undefined ? [] : [{ relation, name: ingredientName(each) }]
        })
        if (found === undefined) continue
        const severity = allergySeverity(allergy)
        const values = {
          order: order.medication.name,
          allergen: found.name ?? 'this medicine',
          relation: found.relation.words,
          date: shownDay(allergy.recordedDate, 'on a date unknown'),
          severity: WORDS[severity],
        }
        const suggestions = suggest.cancel(order.medication.name, order.resource)
        drafts.push(card(cardFor(found.relation, severity), values, { suggestions }))
      }
    }
    const gaps = [...unknown].map((what) => notChecked(what, 'unusable'))
    if (isPartial('allergies')) gaps.push(notChecked('all recorded allergies', 'unusable'))
    return [...drafts, ...gaps]
  },
})

const WORDS: Readonly<Record<AllergySeverity, string>> = {
  scar: 'one after which the drug and its class are avoided',
  severe: 'severe or of high criticality',
  intolerance: 'recorded as intolerance',
  unspecified: 'not specified',
}
