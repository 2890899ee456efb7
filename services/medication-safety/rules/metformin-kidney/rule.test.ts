import { condition, medication, observation, patient, serviceRequest, testRule } from '#cds/testing'
import rule from './rule.ts'

// Metformin 500 mg tablet.
const METFORMIN = '861007'
const woman = patient('1954-01-01', 'female')
const draft = medication(METFORMIN, { id: 'order', status: 'draft' })
const creatinine = (value: number, unit = 'mg/dL', date = '2026-02-03') =>
  observation('2160-0', value, unit, date)
const twice = (mg: number, text = `Take ${mg} mg twice daily with meals`) => ({
  dosageInstruction: [
    {
      text,
      doseAndRate: [{ doseQuantity: { value: mg, unit: 'mg' } }],
      timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' as const } },
    },
  ],
})
const base = { patient: woman, medications: [], tests: [], orders: [draft] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'eGFR 45 or more': { ...base, conditions: [], creatinine: [creatinine(1.1)] },
    'dialysis is over': {
      ...base,
      conditions: [condition('265764009', { clinicalStatus: { coding: [{ code: 'resolved' }] } })],
      creatinine: [creatinine(1.1)],
    },
    'end-stage kidney disease before a transplant': {
      ...base,
      conditions: [condition('46177005'), condition('161665007')],
      creatinine: [creatinine(1)],
    },
    'another medicine is ordered': {
      ...base,
      orders: [medication('197361', { id: 'order', status: 'draft' })],
      creatinine: [creatinine(2.5)],
    },
  },
  fires: {
    'eGFR below 30': {
      ...base,
      creatinine: [creatinine(1.9)],
      expect: {
        card: 'contraindicated',
        values: { egfr: 28, creatinine: 1.9, date: '2026-02-03' },
      },
    },
    'the same in µmol/L': {
      ...base,
      creatinine: [creatinine(168, 'umol/L')],
      expect: { card: 'contraindicated', values: { egfr: 28 } },
    },
    'a combination product': {
      ...base,
      orders: [medication('861743', { id: 'order', status: 'draft' })],
      creatinine: [creatinine(1.9)],
      expect: { card: 'contraindicated' },
    },
    'eGFR 30 to 45, not yet taken': {
      ...base,
      creatinine: [creatinine(1.5)],
      expect: { card: 'doNotStart', values: { egfr: 37 } },
    },
    'eGFR 30 to 45, current medicines unknown: as a start': {
      patient: woman,
      orders: [draft],
      creatinine: [creatinine(1.5)],
      expect: { card: 'doNotStart' },
    },
    'eGFR 30 to 45 on treatment': {
      ...base,
      medications: [medication(METFORMIN)],
      creatinine: [creatinine(1.5)],
      expect: { card: 'reassess', values: { egfr: 37 }, suggestions: [] },
    },
    'eGFR 30 to 45 on treatment, the full dose': {
      ...base,
      orders: [{ ...draft, ...twice(1000) }],
      medications: [medication(METFORMIN)],
      creatinine: [creatinine(1.5)],
      expect: { card: 'reassess', suggestions: ['Reduce to 500 mg twice daily with meals'] },
    },
    'eGFR 30 to 45 on treatment, half the dose already': {
      ...base,
      orders: [{ ...draft, ...twice(500) }],
      medications: [medication(METFORMIN)],
      creatinine: [creatinine(1.5)],
      expect: { card: 'reassess', suggestions: [] },
    },
    'eGFR 30 to 45 on treatment, words that say another dose': {
      ...base,
      orders: [{ ...draft, ...twice(1000, '2 tablets in the morning') }],
      medications: [medication(METFORMIN)],
      creatinine: [creatinine(1.5)],
      expect: { card: 'reassess', suggestions: [] },
    },
    'on dialysis, whatever the creatinine after a session': {
      ...base,
      conditions: [condition('265764009')],
      creatinine: [creatinine(1.1)],
      expect: { card: 'kidneyFailure', values: { condition: 'dialysis' } },
    },
    'end-stage kidney disease, no creatinine on file': {
      ...base,
      conditions: [condition('46177005')],
      creatinine: [],
      expect: { card: 'kidneyFailure', values: { condition: 'end-stage kidney disease' } },
    },
    'dialysis again after a transplant': {
      ...base,
      conditions: [condition('46177005'), condition('161665007'), condition('265764009')],
      creatinine: [creatinine(1)],
      expect: { card: 'kidneyFailure', values: { condition: 'dialysis' } },
    },
    'an order of creatinine that was revoked': {
      ...base,
      creatinine: [],
      tests: [serviceRequest('2160-0', { status: 'revoked' })],
      expect: { card: 'noKidneyFunction', suggestions: ['Order creatinine'] },
    },
    'an order of creatinine that was forgotten': {
      ...base,
      creatinine: [],
      tests: [serviceRequest('2160-0', { authoredOn: '2022-03-01' })],
      expect: { card: 'noKidneyFunction', suggestions: ['Order creatinine'] },
    },
    'no creatinine on file': { ...base, creatinine: [], expect: { card: 'noKidneyFunction' } },
    'creatinine older than a year': {
      ...base,
      creatinine: [creatinine(0.8, 'mg/dL', '2024-12-01')],
      expect: { card: 'noKidneyFunction' },
    },
  },
  gaps: {
    'no creatinine on file, and a panel with it is ordered': {
      ...base,
      creatinine: [],
      tests: [serviceRequest('24321-2')],
      expect: /creatinine is ordered, no result yet/,
    },
    'no creatinine on file, and it was ordered long ago for a day soon': {
      ...base,
      creatinine: [],
      tests: [
        serviceRequest('2160-0', { authoredOn: '2025-03-01', occurrenceDateTime: '2026-03-10' }),
      ],
      expect: /creatinine is ordered, no result yet/,
    },
    'no creatinine on file, and it is ordered in the same session': {
      ...base,
      creatinine: [],
      orders: [draft, serviceRequest('2160-0', { status: 'draft' })],
      expect: /creatinine is ordered, no result yet/,
    },
    'eGFR 45 or more, but conditions unknown': {
      ...base,
      creatinine: [creatinine(0.9)],
      expect: /metformin on dialysis/,
    },
    'creatinine unknown': { ...base, expect: /creatinine|metformin and kidney function/ },
    'creatinine without unit': {
      ...base,
      creatinine: [
        observation('2160-0', 1.9, 'mg/dL', '2026-02-03', { valueQuantity: { value: 1.9 } }),
      ],
      expect: /metformin and kidney function/,
    },
    'sex unknown': {
      ...base,
      patient: { ...woman, gender: 'unknown' },
      creatinine: [creatinine(1.9)],
      expect: /metformin and kidney function/,
    },
  },
})
