import { defineRule, optional, orderingMedicine, productName, RXNORM, templates } from '#cds'
import { genericFor } from './generics.ts'

export default defineRule({
  id: 'generic-alternative',
  version: '1.0.0',
  title: 'Generic alternative',
  owner: 'Pharmacy group',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign'],
  source: {
    label: 'RxNorm, U.S. National Library of Medicine',
    url: 'https://www.nlm.nih.gov/research/umls/rxnorm/',
  },
  when: orderingMedicine,
  prefetch: { patient: optional(templates.patient) },
  checks: 'generic alternatives',
  cards: {
    generic: {
      indicator: 'info',
      kind: 'medication',
      summary: 'Generic: {{generic}}',
      detail:
        'The same ingredients, strength and form as the branded product that is ordered. No price is known here.',
    },
  },

  evaluate({ orders }, { card, suggest }) {
    return orders.flatMap(({ resource, medication, selected }) => {
      const { substitution } = resource as { readonly substitution?: object }
      // Where the order speaks of substitution itself, whoever wrote it has thought of it.
      if (!selected || medication.code === undefined || substitution !== undefined) return []
      const code = genericFor(medication.code)
      const name = code === undefined ? undefined : productName(code)
      if (code === undefined || name === undefined) return []
      const changed = {
        ...resource,
        medicationCodeableConcept: {
          coding: [{ system: RXNORM, code, display: name }],
          text: name,
        },
      }
      const suggestions =
        resource.id === undefined || resource.medicationCodeableConcept === undefined
          ? []
          : [suggest.update('Change to the generic', changed)]
      return [card('generic', { generic: name }, { suggestions })]
    })
  },
})
