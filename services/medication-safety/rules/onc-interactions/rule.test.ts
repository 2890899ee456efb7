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
const LINEZOLID = '190376'
const METHYLENE_BLUE = '6878'
const PIMOZIDE = '8331'
const SIMVASTATIN_10 = '314231'
const SIMVASTATIN_40 = '198211'

const adult = patient('1970-05-01')
const draft = (code: string, id = 'order') => medication(code, { id, status: 'draft' })
const daily = (value: number) => ({
  dosageInstruction: [
    {
      doseAndRate: [{ doseQuantity: { value, unit: 'tablet' } }],
      timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
    },
  ],
})
const base = { patient: adult, medications: [], endedMedications: [] }
const ended = (code: string, end: string) =>
  medication(code, {
    status: 'stopped',
    dispenseRequest: { validityPeriod: { start: '2025-01-01', end } },
  })

// Stopped, and nothing says when.
const stopped = (code: string, authoredOn: string, more: object = {}) =>
  medication(code, { status: 'stopped', authoredOn, ...more })

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'nothing to interact with': { ...base, orders: [draft(SERTRALINE)] },
    'a pair that is not on the list': {
      ...base,
      orders: [draft(SERTRALINE)],
      medications: [medication('17767')],
    },
    'an order takes the place of the other medicine': {
      ...base,
      orders: [
        draft(CLARITHROMYCIN),
        medication('42463', {
          id: 'second',
          status: 'draft',
          priorPrescription: { reference: 'MedicationRequest/old' },
        }),
      ],
      medications: [medication(SIMVASTATIN, { id: 'old' })],
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
    'ordered more than a year ago and ended on a date unknown': {
      ...base,
      orders: [draft(SERTRALINE)],
      endedMedications: [stopped(PHENELZINE, '2025-02-20')],
    },
    'the end of an MAO inhibitor is unknown: a gap, no card': {
      ...base,
      orders: [draft(SERTRALINE)],
      endedMedications: [stopped(PHENELZINE, '2025-12-01')],
    },
    'the same QT medicine again': {
      ...base,
      orders: [draft(CITALOPRAM)],
      medications: [medication(CITALOPRAM)],
    },
    'the dose keeps to the limit of the label': {
      ...base,
      orders: [draft(VERAPAMIL)],
      medications: [medication(SIMVASTATIN_10, daily(1))],
    },
    'an eye ointment stays local': {
      ...base,
      // Erythromycin 5 mg/g ophthalmic ointment.
      orders: [draft('310149')],
      medications: [medication(SIMVASTATIN)],
    },
  },
  fires: {
    'the order replaces another one, whose version has the same number': {
      ...base,
      orders: [
        medication(CLARITHROMYCIN, {
          id: 'order',
          status: 'draft',
          priorPrescription: { reference: 'MedicationRequest/9/_history/2' },
        }),
      ],
      medications: [medication(SIMVASTATIN, { id: '2' })],
      expect: { card: 'contraindicated' },
    },
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
        values: { where: 'ended 2026-02-19, within the wash-out of 14 days' },
      },
    },
    'an MAO inhibitor four weeks after fluoxetine': {
      ...base,
      orders: [draft(PHENELZINE)],
      endedMedications: [ended(FLUOXETINE, '2026-02-01')],
      expect: {
        card: 'contraindicated',
        values: { where: 'ended 2026-02-01, within the wash-out of 35 days' },
      },
    },
    'with an MAO inhibitor written ten days ago and ended since': {
      ...base,
      orders: [draft(SERTRALINE)],
      endedMedications: [stopped(PHENELZINE, '2026-02-19')],
      expect: {
        card: 'contraindicated',
        values: { where: 'written 2026-02-19 and since ended, within the wash-out of 14 days' },
      },
    },
    'the last step of a taper ended eleven days ago': {
      ...base,
      orders: [draft(PHENELZINE)],
      endedMedications: [
        stopped(FLUOXETINE, '2025-06-01', {
          dosageInstruction: ['2025-12-01', '2026-02-18', '2026-01-01'].map((end) => ({
            timing: { repeat: { boundsPeriod: { end } } },
          })),
        }),
      ],
      expect: { card: 'contraindicated', values: { where: 'ended 2026-02-18' } },
    },
    'an SSRI ten days after linezolid': {
      ...base,
      orders: [draft(SERTRALINE)],
      endedMedications: [ended(LINEZOLID, '2026-02-19')],
      expect: {
        card: 'reversibleEnded',
        values: { row: 8, other: 'linezolid', where: 'within the wash-out of 14 days' },
      },
    },
    'an SSRI ten days after methylene blue': {
      ...base,
      orders: [draft(SERTRALINE)],
      endedMedications: [ended(METHYLENE_BLUE, '2026-02-19')],
      expect: { card: 'reversibleEnded', values: { row: 8 } },
    },
    'linezolid counts as an MAO inhibitor': {
      ...base,
      orders: [draft(LINEZOLID)],
      medications: [medication(SERTRALINE)],
      expect: { card: 'contraindicated', values: { row: 8 } },
    },
    'an SSRI in place of an MAO inhibitor: the wash-out is to come': {
      ...base,
      orders: [
        medication(SERTRALINE, {
          id: 'order',
          status: 'draft',
          priorPrescription: { reference: 'MedicationRequest/old' },
        }),
      ],
      medications: [medication(PHENELZINE, { id: 'old' })],
      expect: { card: 'contraindicated', values: { row: 8 } },
    },
    'two QT medicines': {
      ...base,
      orders: [draft(HALOPERIDOL)],
      medications: [medication(CITALOPRAM)],
      expect: { card: 'qt', values: { row: 21 } },
    },
    'two QT medicines that a label forbids together': {
      ...base,
      orders: [draft(CLARITHROMYCIN)],
      medications: [medication(PIMOZIDE)],
      expect: {
        card: 'contraindicated',
        values: { row: 21, classes: 'the label of pimozide (2026-07) forbids the pair' },
      },
    },
    'the ordered dose is above the limit': {
      ...base,
      orders: [medication(SIMVASTATIN_40, { id: 'order', status: 'draft', ...daily(1) })],
      medications: [medication(VERAPAMIL)],
      expect: {
        card: 'doseLimit',
        values: { limit: 'Maximum simvastatin 10 mg/day.' },
        suggestions: ['Reduce to 10 mg once daily in the evening', 'Cancel simvastatin'],
      },
    },
    'two orders of one session: either can change': {
      ...base,
      orders: [
        draft(VERAPAMIL),
        medication(SIMVASTATIN_40, { id: 'second', status: 'draft', ...daily(1) }),
      ],
      expect: {
        card: 'doseLimit',
        suggestions: [
          'Cancel verapamil',
          'Reduce to 10 mg once daily in the evening',
          'Cancel simvastatin',
        ],
      },
    },
    'a pair with a dose limit': {
      ...base,
      orders: [draft(VERAPAMIL)],
      medications: [medication(SIMVASTATIN)],
      expect: { card: 'doseLimit', values: { limit: 'Maximum simvastatin 10 mg/day.' } },
    },
  },
  gaps: {
    'an MAO inhibitor ended on a date unknown': {
      ...base,
      orders: [draft(SERTRALINE)],
      endedMedications: [stopped(PHENELZINE, '2025-12-02')],
      expect: /whether phenelzine has been stopped long enough/,
    },
    'fluoxetine was stopped before its planned end': {
      ...base,
      orders: [draft(PHENELZINE)],
      endedMedications: [
        stopped(FLUOXETINE, '2025-09-01', {
          dispenseRequest: { validityPeriod: { end: '2026-09-01' } },
        }),
      ],
      expect: /whether fluoxetine has been stopped long enough/,
    },
    'linezolid of which the end is known by the month only': {
      ...base,
      orders: [draft(SERTRALINE)],
      endedMedications: [
        stopped(LINEZOLID, '2026-01-02', {
          dispenseRequest: { validityPeriod: { end: '2026-02' } },
        }),
      ],
      expect: /whether linezolid has been stopped long enough/,
    },
    'ended medicines unknown, and the order needs a wash-out': {
      patient: adult,
      medications: [],
      orders: [draft(SERTRALINE)],
      expect: /medicines that have just ended/,
    },
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
