import { condition, observation, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const adult = patient('1950-05-01')
const stay = (start: string, more: object = {}) => ({
  resourceType: 'Encounter',
  id: 'test-encounter',
  status: 'in-progress',
  class: { code: 'IMP' },
  priority: { coding: [{ code: 'EM' }] },
  period: { start },
  ...more,
})
const emergency = (id: string, start: string) => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { code: 'EMER' },
  period: { start, end: start },
})
const inpatient = (id: string, start: string) => ({
  ...emergency(id, start),
  class: { code: 'IMP' },
})
const heartFailure = condition('84114007')
const dementia = condition('52448006')
const base = { patient: adult, conditions: [], encounters: [], requests: [], appointments: [] }
const appointment = (start: string, text = 'Primary care') => ({
  resourceType: 'Appointment',
  status: 'booked',
  start,
  serviceType: [{ text }],
  participant: [{ actor: { reference: 'Patient/test-patient' }, status: 'accepted' }],
})
const ordered = (text: string, more: object = {}) => ({
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { text },
  ...more,
})
const { requests: _requests, ...withoutRequests } = base

testRule(rule, {
  now: '2026-03-10T12:00:00Z',
  silent: {
    'a stay that ended after two days, weeks ago': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z', {
        status: 'finished',
        period: { start: '2026-02-20T08:00:00Z', end: '2026-02-22T10:00:00Z' },
      }),
    },
    'care at home': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z', { class: { code: 'HH' } }),
    },
    'an emergency visit of some hours': {
      ...base,
      encounter: stay('2026-03-10T08:00:00Z', { class: { code: 'EMER' } }),
      conditions: [heartFailure, dementia],
    },
    'to another hospital': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z', {
        hospitalization: { dischargeDisposition: { coding: [{ code: 'other-hcf' }] } },
      }),
    },
    'in palliative care': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      conditions: [
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z51.5' }] },
        }),
      ],
    },
    'a follow-up is ordered': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      requests: [ordered('Follow-up visit', { authoredOn: '2026-03-09' })],
    },
    'a follow-up is ordered with a clinic, on the day of admission': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      requests: [ordered('Cardiology clinic follow up', { authoredOn: '2026-02-20' })],
    },
    'the follow-up that this card suggests': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      requests: [
        ordered('Follow-up visit within 7 days of discharge', {
          occurrencePeriod: { start: '2026-03-10', end: '2026-03-17' },
        }),
      ],
    },
    'a follow-up visit of next week, ordered long ago': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      requests: [
        ordered('Post-discharge visit', {
          authoredOn: '2026-01-05',
          occurrenceDateTime: '2026-03-14',
        }),
      ],
    },
    'seven days less an hour': {
      ...base,
      encounter: stay('2026-03-03T13:00:00Z', {
        period: { start: '2026-03-03T13:00:00Z', end: '2026-03-10' },
      }),
      encounters: [emergency('a', '2026-01-10'), emergency('b', '2025-12-01')],
    },
    'HOSPITAL without haemoglobin: nothing stands in for it': {
      ...base,
      encounter: stay('2026-03-05T08:00:00Z'),
      encounters: [inpatient('a', '2025-09-01'), inpatient('b', '2025-11-01')],
      bloodResults: [observation('2951-2', 134, 'mmol/L', '2026-03-09')],
    },
    'blood of before the stay': {
      ...base,
      encounter: stay('2026-03-05T08:00:00Z'),
      encounters: [inpatient('a', '2025-09-01'), inpatient('b', '2025-11-01')],
      bloodResults: [
        observation('718-7', 10, 'g/dL', '2026-03-01'),
        observation('2951-2', 130, 'mmol/L', '2026-03-01'),
      ],
    },
    'HOSPITAL of 6, and a procedure that was not done': {
      ...base,
      encounter: stay('2026-03-05T08:00:00Z'),
      encounters: [inpatient('a', '2025-09-01'), inpatient('b', '2025-11-01')],
      bloodResults: [
        observation('718-7', 119, 'g/L', '2026-03-09'),
        observation('2951-2', 140, 'mmol/L', '2026-03-09'),
      ],
      stayProcedures: [{ resourceType: 'Procedure', status: 'not-done' }],
    },
    'a short planned stay': {
      ...base,
      encounter: stay('2026-03-09T12:00:00Z', { priority: undefined }),
    },
    'nine points': { ...base, encounter: stay('2026-03-06T08:00:00Z'), conditions: [heartFailure] },
    'an ambulatory encounter': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z', { class: { code: 'AMB' } }),
      conditions: [heartFailure, dementia],
    },
    'the start of the stay is not recorded': {
      ...base,
      encounter: stay('2026-02-20', { period: {} }),
      conditions: [heartFailure, dementia],
    },
    'a minor': {
      ...base,
      patient: patient('2012-01-01'),
      encounter: stay('2026-02-20T08:00:00Z'),
      conditions: [heartFailure],
    },
    'emergency visits longer ago': {
      ...base,
      encounter: stay('2026-03-06T08:00:00Z'),
      conditions: [heartFailure],
      encounters: [emergency('a', '2025-06-01'), emergency('b', '2025-05-01')],
    },
    'the emergency visit that led to the admission': {
      ...base,
      encounter: stay('2026-03-06T08:00:00Z'),
      conditions: [heartFailure],
      encounters: [emergency('a', '2026-03-05T22:10:00Z')],
    },
    'an emergency visit that is only planned': {
      ...base,
      encounter: stay('2026-03-06T08:00:00Z'),
      conditions: [heartFailure],
      encounters: [{ ...emergency('a', '2026-02-01'), status: 'planned' }],
    },
    'HIV infection without AIDS does not count': {
      ...base,
      encounter: stay('2026-03-06T08:00:00Z'),
      conditions: [condition('86406008')],
    },
    'going to a hospice': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z', {
        hospitalization: { dischargeDisposition: { coding: [{ code: 'hosp' }] } },
      }),
    },
    'in hospice care': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      conditions: [condition('385763009')],
    },
  },
  fires: {
    'an appointment within the week may be the follow-up': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      appointments: [
        appointment('2026-03-16T09:00:00Z'),
        appointment('2026-03-14T09:00:00Z', 'Cardiology'),
        appointment('2026-05-01T09:00:00Z'),
      ],
      expect: {
        card: 'high',
        values: {
          booked: ' Booked within the week: Cardiology (2026-03-14). Is it the follow-up?',
          unseen: '',
        },
        suggestions: [],
      },
    },
    'imaging that follows up is no visit': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      requests: [
        ordered('CT chest, follow-up of pulmonary nodule', { authoredOn: '2026-03-09' }),
        ordered('Follow-up chest x-ray, clinic', { authoredOn: '2026-03-09' }),
        ordered('Follow-up visit', {
          authoredOn: '2026-03-09',
          category: [{ coding: [{ system: 'http://snomed.info/sct', code: '363679005' }] }],
        }),
        ordered('Follow-up visit', {
          authoredOn: '2026-03-09',
          code: {
            text: 'Follow-up visit',
            coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '71250' }],
          },
        }),
        ordered('Blood count, follow-up', { authoredOn: '2026-03-09' }),
        ordered('Follow-up of pulmonary nodule', { authoredOn: '2026-03-09' }),
      ],
      expect: { card: 'high', suggestions: ['Order a follow-up visit within 7 days'] },
    },
    'a follow-up that was ordered before the stay': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      requests: [
        ordered('Follow-up visit', { authoredOn: '2024-05-01' }),
        ordered('Follow-up visit', { authoredOn: '2026-02-19' }),
      ],
      expect: { card: 'high', suggestions: ['Order a follow-up visit within 7 days'] },
    },
    'a follow-up without a date': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      requests: [ordered('Follow-up visit')],
      expect: { card: 'high', suggestions: ['Order a follow-up visit within 7 days'] },
    },
    'a follow-up in some months': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      requests: [
        ordered('Follow-up visit in 6 months', { authoredOn: '2026-03-09' }),
        ordered('Follow-up visit in 4 weeks', { authoredOn: '2026-03-09' }),
        ordered('Follow-up visit', {
          authoredOn: '2026-03-09',
          occurrenceDateTime: '2026-09-10',
        }),
        ordered('Follow-up visit', {
          authoredOn: '2026-03-01',
          occurrencePeriod: { start: '2026-03-02', end: '2026-03-05' },
        }),
        ordered('Follow-up visit', {
          authoredOn: '2026-03-01',
          occurrencePeriod: { start: '2026-03-10', end: '2026-09-10' },
        }),
        ordered('Follow-up visit', { occurrencePeriod: { start: '2024-05-01' } }),
      ],
      expect: { card: 'high', suggestions: ['Order a follow-up visit within 7 days'] },
    },
    'an appointment of this morning is over': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      appointments: [appointment('2026-03-10T00:00:00Z', 'Cardiology')],
      expect: {
        card: 'high',
        suggestions: ['Order a follow-up visit within 7 days'],
      },
    },
    'an appointment of which only the month is known': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      appointments: [appointment('2026-03', 'Cardiology')],
      expect: {
        card: 'high',
        suggestions: ['Order a follow-up visit within 7 days'],
      },
    },
    'an appointment of this afternoon': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      appointments: [appointment('2026-03-10T16:00:00Z', 'Cardiology')],
      expect: { card: 'high', values: { booked: 'Cardiology (2026-03-10)' }, suggestions: [] },
    },
    'an appointment of which only the day is known, today': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      appointments: [appointment('2026-03-10', 'Cardiology')],
      expect: { card: 'high', values: { booked: 'Cardiology (2026-03-10)' }, suggestions: [] },
    },
    'a stay that ends today counts to now, not to the morning': {
      ...base,
      encounter: stay('2026-03-03T11:00:00Z', {
        period: { start: '2026-03-03T11:00:00Z', end: '2026-03-10' },
      }),
      encounters: [emergency('a', '2026-01-10'), emergency('b', '2025-12-01')],
      expect: { card: 'high', values: { days: 7, score: 10 } },
    },
    'an appointment that does not say whose it is is none': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      appointments: [
        {
          ...appointment('2026-03-14T09:00:00Z'),
          participant: [{ actor: { reference: 'Practitioner/p1' }, status: 'accepted' }],
        },
      ],
      expect: { card: 'high', suggestions: ['Order a follow-up visit within 7 days'] },
    },
    'an appointment that was missed is none': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      appointments: [{ ...appointment('2026-03-14T09:00:00Z'), status: 'noshow' }],
      expect: { card: 'high', suggestions: ['Order a follow-up visit within 7 days'] },
    },
    'an appointment in two months is none': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      appointments: [appointment('2026-05-01T09:00:00Z')],
      expect: {
        card: 'high',
        values: { booked: '' },
        suggestions: ['Order a follow-up visit within 7 days'],
      },
    },
    'orders could not be looked at': {
      ...withoutRequests,
      encounter: stay('2026-02-20T08:00:00Z'),
      expect: {
        card: 'high',
        values: { unseen: ' Whether a follow-up is ordered or booked could not be looked at.' },
      },
    },
    'HOSPITAL is high, LACE is not': {
      ...base,
      // Five days, acute: LACE 4 + 3; HOSPITAL 2 + 1, two earlier stays 2, haemoglobin and sodium 1 each.
      encounter: stay('2026-03-05T08:00:00Z'),
      encounters: [inpatient('a', '2025-09-01'), inpatient('b', '2025-11-01')],
      bloodResults: [
        observation('718-7', 11.9, 'g/dL', '2026-03-09'),
        observation('2951-2', 134, 'mmol/L', '2026-03-09'),
      ],
      stayProcedures: [],
      expect: {
        card: 'hospitalHigh',
        values: {
          score: 7,
          lace: 7,
          results: 'haemoglobin 11.9 g/dL (2026-03-09), sodium 134 mmol/L (2026-03-09)',
        },
      },
    },
    'haemoglobin in g/L, and a procedure': {
      ...base,
      encounter: stay('2026-03-05T08:00:00Z'),
      encounters: [inpatient('a', '2025-09-01'), inpatient('b', '2025-11-01')],
      bloodResults: [
        observation('718-7', 119, 'g/L', '2026-03-09'),
        observation('2951-2', 140, 'mmol/L', '2026-03-09'),
      ],
      stayProcedures: [{ resourceType: 'Procedure', status: 'completed' }],
      expect: { card: 'hospitalHigh', values: { score: 7 } },
    },
    'two weeks, emergent': {
      ...base,
      encounter: stay('2026-02-20T08:00:00Z'),
      expect: { card: 'high', values: { score: 10, days: 18 } },
    },
    'five days, heart failure and dementia': {
      ...base,
      encounter: stay('2026-03-05T08:00:00Z'),
      conditions: [heartFailure, dementia],
      expect: { card: 'high', values: { score: 12, charlson: 5 } },
    },
    AIDS: {
      ...base,
      encounter: stay('2026-03-06T08:00:00Z'),
      conditions: [condition('62479008')],
      expect: { card: 'high', values: { charlson: 4, score: 12 } },
    },
    'a stroke by bleeding, and dialysis, which is not counted as kidney disease again': {
      ...base,
      encounter: stay('2026-03-06T08:00:00Z'),
      conditions: [condition('195168007'), condition('236435004'), condition('433144002')],
      expect: { card: 'high', values: { charlson: 5, score: 12 } },
    },
    'emergency visits in the six months before': {
      ...base,
      encounter: stay('2026-03-06T08:00:00Z'),
      conditions: [heartFailure],
      encounters: [emergency('a', '2026-01-10'), emergency('b', '2025-12-01')],
      expect: { card: 'high', values: { visits: 2, score: 11 } },
    },
  },
  gaps: {
    'the stay has no start': {
      ...base,
      encounter: { ...stay(''), period: undefined },
      expect: /readmission risk/,
    },
    'of its start only the year is known': {
      ...base,
      encounter: stay('2026'),
      expect: /readmission risk/,
    },
  },
})
