import { defineRule, optional, orderingUnidentified, templates } from '#cds'

export default defineRule({
  id: 'unidentified-medicine',
  version: '1.0.0',
  title: 'Medicine that could not be identified',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label: 'RxNorm, U.S. National Library of Medicine',
    url: 'https://www.nlm.nih.gov/research/umls/rxnorm/',
  },
  when: orderingUnidentified,
  prefetch: { patient: optional(templates.patient) },
  checks: 'a medicine that could not be identified',
  cards: {
    unidentified: {
      indicator: 'info',
      kind: 'general',
      summary: 'Not checked: {{medicine}} could not be identified by its code',
      detail:
        'No code of this order is an RxNorm code of the product table, or its codes contradict each other. Interactions, allergies and kidney function were not checked for it.',
    },
  },

  evaluate({ orders }, { card }) {
    return orders
      .filter(({ selected, medication }) => selected && medication.state === 'unknown')
      .map(({ medication }) => card('unidentified', { medicine: medication.name || 'a medicine' }))
  },
})
