import { condition, observation, patient, serviceRequest, testRule } from '#cds/testing'
import rule from './rule.ts'

const woman = patient('1954-01-01', 'female')
const creatinine = (value: number, unit = 'mg/dL', date = '2026-02-03') =>
  observation('2160-0', value, unit, date)
const uacr = (value: number) => observation('14959-1', value, 'mg/g')
const icd = (code: string, more: object = {}) =>
  condition('0', {
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] },
    ...more,
  })
const reported = (value: number, date = '2026-02-03', more: object = {}) =>
  observation('98979-8', value, 'mL/min/{1.73_m2}', date, more)
const limit = (comparator: string, value: number, date = '2026-02-03') =>
  reported(value, date, {
    valueQuantity: { value, unit: 'mL/min/{1.73_m2}', comparator },
  })
const base = { patient: woman, conditions: [], uacr: [], requests: [] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'normal kidney function': { ...base, creatinine: [creatinine(0.8)] },
    'normal kidney function and a ratio just below 30': {
      ...base,
      creatinine: [creatinine(0.8)],
      uacr: [uacr(29.9)],
    },
    'albuminuria of more than a year ago': {
      ...base,
      creatinine: [creatinine(0.8)],
      uacr: [observation('14959-1', 400, 'mg/g', '2025-02-03')],
    },
    'no creatinine on file': { ...base, creatinine: [] },
    'creatinine older than a year': {
      ...base,
      creatinine: [creatinine(1.9, 'mg/dL', '2024-02-03')],
    },
    'creatinine without unit': {
      ...base,
      creatinine: [
        observation('2160-0', 1.9, 'mg/dL', '2026-02-03', { valueQuantity: { value: 1.9 } }),
      ],
    },
    'kidney disease is on file': {
      ...base,
      conditions: [condition('433144002')],
      creatinine: [creatinine(1.9)],
    },
    'acute kidney injury of last week': {
      ...base,
      conditions: [icd('N17.9', { onsetDateTime: '2026-02-22' })],
      creatinine: [creatinine(3.9)],
    },
    'a transplant that is on file as inactive': {
      ...base,
      conditions: [icd('Z94.0', { clinicalStatus: { coding: [{ code: 'inactive' }] } })],
      creatinine: [creatinine(1.9)],
    },
    'a reported eGFR that is normal': { ...base, creatinine: [], egfr: [reported(75)] },
    'a reported eGFR that is normal, after a creatinine that was not': {
      ...base,
      creatinine: [creatinine(1.9, 'mg/dL', '2025-12-01')],
      egfr: [reported(75)],
    },
    "a minor's reported eGFR": {
      ...base,
      patient: patient('2012-01-01'),
      creatinine: [],
      egfr: [reported(40)],
    },
    'on dialysis': { ...base, conditions: [condition('46177005')], creatinine: [creatinine(6)] },
    pregnant: {
      ...base,
      patient: patient('1990-01-01'),
      conditions: [condition('77386006')],
      creatinine: [creatinine(1.6)],
    },
    'a minor': { ...base, patient: patient('2012-01-01'), creatinine: [creatinine(1.6)] },
    'sex not one of the equation': {
      ...base,
      patient: { ...woman, gender: 'other' },
      creatinine: [creatinine(1.9)],
    },
    'the newest is normal again': {
      ...base,
      creatinine: [creatinine(1.9, 'mg/dL', '2025-12-01'), creatinine(0.9)],
    },
  },
  fires: {
    'an eGFR that the laboratory reported, and no creatinine': {
      ...base,
      creatinine: [],
      egfr: [reported(28)],
      expect: {
        card: 'severe',
        values: { egfr: 28, date: '2026-02-03', from: ', as the laboratory reported it' },
      },
    },
    'a low eGFR that the laboratory reported after a creatinine that is normal': {
      ...base,
      creatinine: [creatinine(0.7, 'mg/dL', '2025-05-01')],
      egfr: [reported(24, '2026-02-20')],
      expect: {
        card: 'severe',
        values: { egfr: 24, date: '2026-02-20', from: ', as the laboratory reported it' },
      },
    },
    'a creatinine after a normal eGFR that the laboratory reported': {
      ...base,
      creatinine: [creatinine(1.9)],
      egfr: [reported(75, '2025-12-01')],
      expect: { card: 'severe', values: { egfr: 28, from: ' from creatinine 1.9 mg/dL' } },
    },
    'a later limit does not hide an eGFR that is low': {
      ...base,
      creatinine: [creatinine(1.9, 'mg/dL', '2025-12-01')],
      egfr: [limit('<', 15)],
      expect: { card: 'severe', values: { egfr: 28, date: '2025-12-01' } },
    },
    'both of one day: the creatinine says what it comes from': {
      ...base,
      creatinine: [creatinine(1.9)],
      egfr: [reported(29)],
      expect: { card: 'severe', values: { egfr: 28, from: ' from creatinine 1.9 mg/dL' } },
    },
    'kidney disease in diabetes, without its stage': {
      ...base,
      conditions: [icd('E11.22')],
      creatinine: [creatinine(1.9)],
      expect: {
        card: 'severe',
        values: { file: 'the kidney disease on file has no stage' },
      },
    },
    'acute kidney injury of last year': {
      ...base,
      conditions: [icd('N17.9', { onsetDateTime: '2025-02-22' })],
      creatinine: [creatinine(1.9)],
      expect: { card: 'severe', values: { file: 'no kidney disease on file' } },
    },
    'category G4': {
      ...base,
      creatinine: [creatinine(1.9)],
      expect: { card: 'severe', values: { egfr: 28, category: 'G4', date: '2026-02-03' } },
    },
    'a panel with creatinine is ordered, and no ratio is': {
      ...base,
      creatinine: [creatinine(1.9)],
      requests: [serviceRequest('24323-8')],
      expect: { card: 'severe', suggestions: ['Order urine albumin/creatinine ratio'] },
    },
    'the ratio was ordered long ago, and the order forgotten': {
      ...base,
      creatinine: [creatinine(0.8)],
      uacr: [uacr(30)],
      requests: [serviceRequest('9318-7', { authoredOn: '2022-03-01' })],
      expect: {
        card: 'albuminuria',
        suggestions: ['Repeat urine albumin/creatinine ratio'],
      },
    },
    'the ratio is ordered again': {
      ...base,
      creatinine: [creatinine(0.8)],
      uacr: [uacr(30)],
      requests: [serviceRequest('9318-7')],
      expect: { card: 'albuminuria', suggestions: [] },
    },
    'category G3a with albuminuria': {
      ...base,
      creatinine: [creatinine(1.2)],
      uacr: [uacr(120)],
      expect: { card: 'reduced', values: { category: 'G3aA2' } },
    },
    'albuminuria with normal eGFR': {
      ...base,
      creatinine: [creatinine(0.8)],
      uacr: [uacr(30)],
      expect: {
        card: 'albuminuria',
        values: { uacr: 30, category: 'G2A2', risk: 'Moderate' },
        suggestions: ['Repeat urine albumin/creatinine ratio'],
      },
    },
    'albuminuria, and of that day the laboratory reports only a limit': {
      ...base,
      creatinine: [creatinine(0.8)],
      egfr: [limit('>', 60)],
      uacr: [uacr(30)],
      expect: { card: 'albuminuria', values: { category: 'G2A2' } },
    },
    'severe albuminuria in mg/mmol': {
      ...base,
      creatinine: [creatinine(0.8)],
      uacr: [observation('14959-1', 50, 'mg/mmol')],
      expect: { card: 'albuminuria', values: { uacr: 442, category: 'G2A3', risk: 'High' } },
    },
    'a ratio that could not be read is not one that is missing': {
      patient: woman,
      conditions: [],
      creatinine: [creatinine(1.2)],
      expect: {
        card: 'reduced',
        values: { albuminuria: 'UACR could not be looked at' },
        suggestions: ['Repeat creatinine'],
      },
    },
    'another result than UACR is not read as one': {
      ...base,
      creatinine: [creatinine(1.2)],
      uacr: [observation('2888-6', 900, 'mg/g')],
      expect: { card: 'reduced', values: { albuminuria: 'No usable UACR' } },
    },
    'a ratio that cannot be costs no eGFR': {
      ...base,
      creatinine: [creatinine(1.9)],
      uacr: [uacr(50_001)],
      expect: {
        card: 'severe',
        values: { category: 'G4', albuminuria: 'The UACR on file cannot be' },
        suggestions: ['Repeat creatinine', 'Order urine albumin/creatinine ratio'],
      },
    },
    'creatinine by one of its rarer codes': {
      ...base,
      creatinine: [observation('59826-8', 168, 'umol/L')],
      expect: { card: 'severe', values: { from: ' from creatinine 1.9 mg/dL' } },
    },
    'reported in µmol/L': {
      ...base,
      creatinine: [creatinine(168, 'umol/L')],
      expect: { card: 'severe', values: { from: ' from creatinine 1.9 mg/dL', category: 'G4' } },
    },
  },
  gaps: {
    'a creatinine without unit': {
      ...base,
      creatinine: [
        observation('2160-0', 4.9, 'mg/dL', '2026-02-03', { valueQuantity: { value: 4.9 } }),
      ],
      expect: /kidney function/,
    },
    'a sex that the equation does not have': {
      ...base,
      patient: { ...woman, gender: 'other' },
      creatinine: [creatinine(4.9)],
      expect: /kidney function/,
    },
    'an eGFR below what the laboratory reports, and no creatinine': {
      ...base,
      creatinine: [],
      egfr: [limit('<', 15)],
      expect: /kidney function/,
    },
    'an eGFR below what the laboratory reports, after a creatinine that is normal': {
      ...base,
      creatinine: [creatinine(0.7, 'mg/dL', '2025-05-01')],
      egfr: [limit('<', 15, '2026-02-20')],
      expect: /kidney function/,
    },
    'normal kidney function, and the ratio could not be had': {
      patient: woman,
      conditions: [],
      creatinine: [creatinine(0.8)],
      expect: /prefetch\.uacr/,
    },
    'normal kidney function, and a ratio without unit': {
      ...base,
      creatinine: [creatinine(0.8)],
      uacr: [observation('14959-1', 400, 'mg/g', '2026-02-03', { valueQuantity: { value: 400 } })],
      expect: /albuminuria/,
    },
    'normal kidney function, and a ratio that cannot be': {
      ...base,
      creatinine: [creatinine(0.8)],
      uacr: [uacr(50_001)],
      expect: /albuminuria/,
    },
  },
})
