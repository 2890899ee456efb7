import { medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

// Ingredient codes; products are resolved before rules see them.
const SERTRALINE = '36437'
const PHENELZINE = '8123'
const SIMVASTATIN = '36567'
const CLARITHROMYCIN = '21212'
const VERAPAMIL = '11170'
const CITALOPRAM = '2556'
const HALOPERIDOL = '5093'
const FLUOXETINE = '4493'

const adult = patient('1970-05-01')
const draft = (code: string, id = 'order') => medication(code, { id, status: 'draft' })
const base = { patient: adult, medications: [], endedMedications: [] }
const ended = (code: string, end: string) =>
  medication(code, {
    status: 'stopped',
    dispenseRequest: { validityPeriod: { start: '2025-01-01', end } },
  })

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'nothing to interact with': { ...base, orders: [draft(SERTRALINE)] },
    'a pair that is not on the list': {
      ...base,
      orders: [draft(SERTRALINE)],
      medications: [medication('17767')],
    },
    'the other medicine is stopped': {
      ...base,
      orders: [draft(SERTRALINE)],
      medications: [medication(PHENELZINE, { status: 'stopped' })],
    },
    'the other medicine is a plan': {
      ...base,
      orders: [draft(SERTRALINE)],
      medications: [medication(PHENELZINE, { intent: 'plan' })],
    },
    'the other medicine was entered in error': {
      ...base,
      orders: [draft(SERTRALINE)],
      medications: [medication(PHENELZINE, { status: 'entered-in-error' })],
    },
    'wash-out is over': {
      ...base,
      orders: [draft(SERTRALINE)],
      endedMedications: [ended(PHENELZINE, '2026-02-10')],
    },
    'the same QT medicine again': {
      ...base,
      orders: [draft(CITALOPRAM)],
      medications: [medication(CITALOPRAM)],
    },
    'an eye ointment stays local': {
      ...base,
      // Erythromycin 5 mg/g ophthalmic ointment.
      orders: [draft('310149')],
      medications: [medication(SIMVASTATIN)],
    },
  },
  fires: {
    'with a current medicine': {
      ...base,
      orders: [draft(SERTRALINE)],
      medications: [medication(PHENELZINE)],
      expect: {
        card: 'contraindicated',
        values: { row: 8, where: 'current medicine since 2026-01-10' },
      },
    },
    'with another order of the session, said once': {
      ...base,
      orders: [draft(SIMVASTATIN, 'one'), draft(CLARITHROMYCIN, 'two')],
      expect: {
        card: 'contraindicated',
        values: { row: 25, where: 'another order of this session' },
      },
    },
    'with another order although current medicines are unknown': {
      patient: adult,
      orders: [draft(SERTRALINE, 'one'), draft(PHENELZINE, 'two')],
      expect: { card: 'contraindicated' },
    },
    'with an MAO inhibitor stopped ten days ago': {
      ...base,
      orders: [draft(SERTRALINE)],
      endedMedications: [ended(PHENELZINE, '2026-02-19')],
      expect: {
        card: 'contraindicated',
        values: { where: 'ended 2026-02-19, still acting for 14 days' },
      },
    },
    'an MAO inhibitor four weeks after fluoxetine': {
      ...base,
      orders: [draft(PHENELZINE)],
      endedMedications: [ended(FLUOXETINE, '2026-02-01')],
      expect: {
        card: 'contraindicated',
        values: { where: 'ended 2026-02-01, still acting for 35 days' },
      },
    },
    'linezolid counts as an MAO inhibitor': {
      ...base,
      orders: [draft('190376')],
      medications: [medication(SERTRALINE)],
      expect: { card: 'contraindicated', values: { row: 8 } },
    },
    'two QT medicines': {
      ...base,
      orders: [draft(HALOPERIDOL)],
      medications: [medication(CITALOPRAM)],
      expect: { card: 'qt', values: { row: 21 } },
    },
    'a pair with a dose limit': {
      ...base,
      orders: [draft(VERAPAMIL)],
      medications: [medication(SIMVASTATIN)],
      expect: { card: 'doseLimit', values: { limit: 'Maximum simvastatin 10 mg/day.' } },
    },
  },
  gaps: {
    'current medicines unknown': {
      patient: adult,
      orders: [draft(SERTRALINE)],
      expect: /medications/,
    },
    'a current medicine nobody can identify': {
      ...base,
      orders: [draft(SERTRALINE)],
      medications: [medication('0', { medicationCodeableConcept: { text: 'Herbal mixture' } })],
      expect: /drug interactions with Herbal mixture/,
    },
  },
})
