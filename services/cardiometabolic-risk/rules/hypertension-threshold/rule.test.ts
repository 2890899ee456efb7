import {
  bloodPressure,
  condition,
  medication,
  observation,
  partial,
  patient,
  smoking,
  testRule,
} from '#cds/testing'
import rule from './rule.ts'

const adult = patient('1976-03-01', 'male')
const twice = (sbp: number, dbp: number) => [
  bloodPressure(sbp, dbp, '2026-02-20'),
  bloodPressure(sbp, dbp, '2026-02-01'),
]
const UNSEEN = 'Whether home monitoring is ordered could not be looked at.'
const base = { patient: adult, conditions: [], medications: [], requests: [] }
// Enough for PREVENT; the pressure decides the rest.
const prevent = (age: number) => ({
  patient: patient(`${2026 - age}-03-01`, 'male'),
  lipids: [
    observation('2093-3', 240, 'mg/dL', '2026-02-03'),
    observation('2085-9', 38, 'mg/dL', '2026-02-03'),
  ],
  creatinine: [observation('2160-0', 1, 'mg/dL', '2026-02-03')],
  smoking: [smoking('449868002')],
})

testRule(rule, {
  now: '2026-03-01',
  silent: {
    '129/79': { ...base, bloodPressure: twice(129, 79) },
    'high on one day only': { ...base, bloodPressure: [bloodPressure(170, 100, '2026-02-20')] },
    'twice on the same day': {
      ...base,
      bloodPressure: [bloodPressure(170, 100, '2026-02-20'), bloodPressure(172, 101, '2026-02-20')],
    },
    'the newer day brings the mean down': {
      ...base,
      bloodPressure: [bloodPressure(118, 70, '2026-02-20'), bloodPressure(138, 84, '2026-02-01')],
    },
    'readings older than a year': {
      ...base,
      bloodPressure: [bloodPressure(170, 100, '2025-02-20'), bloodPressure(170, 100, '2025-02-01')],
    },
    'readings without a unit': {
      ...base,
      bloodPressure: twice(170, 100).map((each) => ({
        ...each,
        component: each.component?.map(({ code, valueQuantity }) => ({
          code,
          valueQuantity: { value: valueQuantity?.value },
        })),
      })),
    },
    'preliminary readings': {
      ...base,
      bloodPressure: twice(170, 100).map((each) => ({ ...each, status: 'preliminary' })),
    },
    'a minor': { ...base, patient: patient('2008-03-02'), bloodPressure: twice(170, 100) },
    pregnant: {
      ...base,
      conditions: [condition('77386006')],
      bloodPressure: twice(170, 100),
    },
    '135/85 under treatment': {
      ...base,
      medications: [medication('29046')],
      bloodPressure: twice(135, 85),
    },
    '135/85 at a low risk': { ...base, ...prevent(40), bloodPressure: twice(132, 78) },
  },
  fires: {
    'systolic and diastolic as observations of their own': {
      ...base,
      bloodPressure: ['2026-02-20T08:00:00Z', '2026-02-01T08:00:00Z'].map((date) =>
        observation('8480-6', 160, 'mm[Hg]', date),
      ),
      diastolic: ['2026-02-20T08:00:00Z', '2026-02-01T08:00:00Z'].map((date) =>
        observation('8462-4', 95, 'mm[Hg]', date),
      ),
      expect: { card: 'treat', values: { sbp: 160, dbp: 95 } },
    },
    'a reading that cannot be is left out': {
      ...base,
      bloodPressure: [bloodPressure(1520, 90, '2026-02-27'), ...twice(150, 90)],
      expect: { card: 'treat', values: { sbp: 150, days: '2026-02-20 and 2026-02-01' } },
    },
    '140/89 without medicine': {
      ...base,
      bloodPressure: twice(140, 89),
      expect: {
        card: 'treat',
        values: { sbp: 140, dbp: 89, days: '2026-02-20 and 2026-02-01' },
        suggestions: ['Order home blood pressure monitoring'],
      },
    },
    '139/90 without medicine': {
      ...base,
      bloodPressure: twice(139, 90),
      expect: { card: 'treat' },
    },
    'timolol in the eye is no medicine for it': {
      ...base,
      medications: [medication('208560')],
      bloodPressure: twice(150, 90),
      expect: { card: 'treat' },
    },
    'the medicine was stopped': {
      ...base,
      medications: [medication('29046', { status: 'stopped' })],
      bloodPressure: twice(150, 90),
      expect: { card: 'treat' },
    },
    '140/90, and a medicine that nobody can identify may be for it': {
      ...base,
      medications: [medication('999999999')],
      bloodPressure: twice(140, 90),
      expect: {
        card: 'unclear',
        values: { sbp: 140, from: '140/90', whom: 'for all' },
        suggestions: ['Order home blood pressure monitoring'],
      },
    },
    '130/80 with diabetes, and a medicine that nobody can identify': {
      ...base,
      conditions: [condition('44054006')],
      medications: [medication('999999999')],
      bloodPressure: twice(130, 80),
      expect: { card: 'unclear', values: { from: '130/80', whom: 'with diabetes' } },
    },
    'a medicine that nobody can identify beside one that is for it': {
      ...base,
      medications: [medication('999999999'), medication('29046')],
      bloodPressure: twice(150, 90),
      expect: { card: 'aboveGoal', values: { medicines: 'lisinopril' } },
    },
    'a medicine that nobody can identify was stopped': {
      ...base,
      medications: [medication('999999999', { status: 'stopped' })],
      bloodPressure: twice(150, 90),
      expect: { card: 'treat' },
    },
    'monitoring is ordered already': {
      ...base,
      bloodPressure: twice(150, 90),
      requests: [
        {
          resourceType: 'ServiceRequest',
          status: 'active',
          intent: 'order',
          code: { text: 'Ambulatory blood pressure monitoring' },
        },
      ],
      expect: { card: 'treat', suggestions: [] },
    },
    'orders could not be had': {
      ...base,
      requests: undefined,
      bloodPressure: twice(150, 90),
      expect: {
        card: 'treat',
        values: { unseen: UNSEEN },
        suggestions: ['Order home blood pressure monitoring'],
      },
    },
    'not all orders could be had, under treatment': {
      ...base,
      requests: partial([]),
      medications: [medication('29046')],
      bloodPressure: twice(150, 90),
      expect: { card: 'aboveGoal', values: { unseen: UNSEEN } },
    },
    'monitoring is ordered, on the one page that could be had': {
      ...base,
      requests: partial([
        {
          resourceType: 'ServiceRequest',
          status: 'active',
          intent: 'order',
          code: { text: 'Ambulatory blood pressure monitoring' },
        },
      ]),
      bloodPressure: twice(150, 90),
      expect: { card: 'treat', values: { unseen: '' }, suggestions: [] },
    },
    'monitoring is ordered already, by the display of a code': {
      ...base,
      bloodPressure: twice(150, 90),
      requests: [
        {
          resourceType: 'ServiceRequest',
          status: 'active',
          intent: 'order',
          code: { coding: [{ code: '1', display: 'Blood pressure monitoring, 24 h' }] },
        },
      ],
      expect: { card: 'treat', suggestions: [] },
    },
    'another order that only speaks of monitoring in a note': {
      ...base,
      bloodPressure: twice(150, 90),
      requests: [
        {
          resourceType: 'ServiceRequest',
          status: 'active',
          intent: 'order',
          code: { text: 'Cardiology consult' },
          note: [{ text: 'has no blood pressure monitor' }],
        },
      ],
      expect: { card: 'treat', suggestions: ['Order home blood pressure monitoring'] },
    },
    '130/79 with diabetes': {
      ...base,
      conditions: [condition('44054006')],
      bloodPressure: twice(130, 79),
      expect: { card: 'treatAtRisk', values: { reason: 'diabetes' } },
    },
    '129/80 after a stroke long ago': {
      ...base,
      conditions: [condition('230690007', { clinicalStatus: { coding: [{ code: 'resolved' }] } })],
      bloodPressure: twice(129, 80),
      expect: { card: 'treatAtRisk', values: { reason: 'cardiovascular disease' } },
    },
    '135/85 at a high risk': {
      ...base,
      ...prevent(65),
      bloodPressure: twice(135, 85),
      expect: { card: 'treatAtRisk', values: { reason: 'a 10-year CVD risk of' } },
    },
    '150/90 under treatment': {
      ...base,
      medications: [medication('29046')],
      bloodPressure: twice(150, 90),
      expect: { card: 'aboveGoal', values: { medicines: 'lisinopril' } },
    },
  },
  gaps: {
    'readings whose unit is unknown': {
      ...base,
      bloodPressure: twice(170, 100).map((each) => ({
        ...each,
        component: each.component?.map(({ code, valueQuantity }) => ({
          code,
          valueQuantity: { value: valueQuantity?.value, unit: 'points' },
        })),
      })),
      expect: /blood pressure/,
    },
    'the two figures stand in each other’s place': {
      ...base,
      bloodPressure: twice(88, 152),
      expect: /blood pressure/,
    },
    'a systolic figure alone': {
      ...base,
      bloodPressure: [observation('8480-6', 190, 'mm[Hg]', '2026-02-20')],
      diastolic: [],
      expect: /blood pressure/,
    },
    '135/85, and nothing of the risk can be had': {
      ...base,
      bloodPressure: twice(135, 85),
      expect: /lipids/,
    },
    '135/85, and the risk hangs on a medicine that nobody can identify': {
      ...base,
      ...prevent(65),
      medications: [medication('999999999')],
      bloodPressure: twice(135, 85),
      expect: /whether to treat blood pressure/,
    },
  },
})
