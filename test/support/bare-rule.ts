import { defineRule, defineService, templates } from '../../src/index.ts'

/** A rule of `patient-view` with a card that says the same of everybody. */
export const bareRule = (id: string) =>
  defineRule({
    ...{ id, version: '1.0.0', owner: 'Tests', reviewBy: '2027-01-01', hooks: 'patient-view' },
    source: { label: 'Tests' },
    prefetch: { patient: templates.patient },
    cards: { says: { indicator: 'info', summary: 'Says' } },
    evaluate: (_, { card }) => [card('says')],
  })

export const bareService = (id: string) =>
  defineService({ id, title: 'Bare', description: 'For tests' })
