import { condition, observation, patient, serviceRequest, testRule } from '#cds/testing'
import rule from './rule.ts'

const middleAged = patient('1970-05-01')
const a1c = (value: number, unit = '%', date = '2026-02-03') =>
  observation(unit === '%' ? '4548-4' : '59261-8', value, unit, date)
const bmi = (value: number) => observation('39156-5', value, 'kg/m2')
const glucose = (value: number, unit = 'mg/dL', date = '2026-02-03') =>
  observation('1558-6', value, unit, date)
const base = { patient: middleAged, conditions: [], bmi: [], fastingGlucose: [], requests: [] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'just below the prediabetes threshold': { ...base, hba1c: [a1c(5.6)] },
    'diabetes already diagnosed': {
      ...base,
      conditions: [condition('44054006')],
      hba1c: [a1c(8.1)],
    },
    'diabetes on file as resolved': {
      ...base,
      conditions: [condition('44054006', { clinicalStatus: { coding: [{ code: 'resolved' }] } })],
      hba1c: [a1c(6.8)],
    },
    'diabetes by a medicine already on file': {
      ...base,
      conditions: [
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'E09.9' }] },
        }),
      ],
      hba1c: [a1c(7.5)],
    },
    'prediabetes already on file': {
      ...base,
      conditions: [condition('714628002')],
      hba1c: [a1c(6)],
    },
    'prediabetes on file as a disorder': {
      ...base,
      conditions: [condition('15777000')],
      hba1c: [a1c(6.1)],
    },
    'pregnant: HbA1c misleads': { ...base, conditions: [condition('77386006')], hba1c: [a1c(6.7)] },
    'a minor': { ...base, patient: patient('2010-01-01'), hba1c: [a1c(6.7)] },
    'adult only tomorrow': { ...base, patient: patient('2008-03-02'), hba1c: [a1c(6.7)] },
    'birth date incomplete': { ...base, patient: patient('1970'), hba1c: [a1c(6.7)] },
    'a result without unit': {
      ...base,
      hba1c: [observation('4548-4', 7.1, '%', '2026-02-03', { valueQuantity: { value: 7.1 } })],
    },
    'a limit, not a value': {
      ...base,
      hba1c: [
        observation('4548-4', 7, '%', '2026-02-03', {
          valueQuantity: { value: 7, unit: '%', comparator: '>' },
        }),
      ],
    },
    'a preliminary result': {
      ...base,
      hba1c: [observation('4548-4', 7.1, '%', '2026-02-03', { status: 'preliminary' })],
    },
    'a result in the future': { ...base, hba1c: [a1c(7.1, '%', '2027-01-01')] },
    'a normal result older than a year, screened within three': {
      ...base,
      hba1c: [a1c(5.6, '%', '2024-06-01')],
      bmi: [bmi(31)],
    },
    'an abnormal result older than a year, and glucose is normal since': {
      ...base,
      hba1c: [a1c(6.7, '%', '2024-06-01')],
      fastingGlucose: [glucose(99.9)],
    },
    'a repeat is ordered': {
      ...base,
      hba1c: [a1c(6.7, '%', '2024-06-01')],
      requests: [serviceRequest('4548-4')],
    },
    'a repeat is ordered by its CPT code': {
      ...base,
      hba1c: [a1c(6.7, '%', '2024-06-01')],
      requests: [
        {
          ...serviceRequest('4548-4'),
          code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code: '83036' }] },
        },
      ],
    },
    'screening is ordered': {
      ...base,
      hba1c: [],
      bmi: [bmi(27.4)],
      requests: [serviceRequest('1558-6')],
    },
    'glucose in the prediabetes range, and prediabetes is on file': {
      ...base,
      conditions: [condition('714628002')],
      hba1c: [],
      fastingGlucose: [glucose(110)],
    },
    'glucose without unit': {
      ...base,
      hba1c: [],
      fastingGlucose: [
        observation('1558-6', 180, 'mg/dL', '2026-02-03', { valueQuantity: { value: 180 } }),
      ],
    },
    'palliative care': {
      ...base,
      conditions: [
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z51.5' }] },
        }),
      ],
      hba1c: [a1c(6)],
    },
    'in hospice care': {
      ...base,
      conditions: [condition('385763009')],
      hba1c: [a1c(6)],
    },
    'in hospice care, never tested': {
      ...base,
      conditions: [condition('385763009')],
      hba1c: [],
      bmi: [bmi(31)],
    },
    'another result than HbA1c (a server that does not select by code)': {
      ...base,
      hba1c: [observation('4544-3', 45, '%')],
    },
    'another result than HbA1c, overweight: HbA1c may exist': {
      ...base,
      hba1c: [observation('4544-3', 45, '%', '2020-01-01')],
      bmi: [bmi(31)],
    },
    'another result than fasting glucose: it may exist': {
      ...base,
      hba1c: [],
      fastingGlucose: [observation('4544-3', 45, '%', '2020-01-01')],
      bmi: [bmi(31)],
    },
    'another result than BMI': { ...base, hba1c: [], bmi: [observation('59575-1', 31, 'kg/m2')] },
    'normal weight': { ...base, hba1c: [], bmi: [bmi(24.9)] },
    'below the screening age': {
      ...base,
      patient: patient('1992-01-01'),
      hba1c: [],
      bmi: [bmi(31)],
    },
    'fasting glucose within three years': {
      ...base,
      hba1c: [],
      bmi: [bmi(31)],
      fastingGlucose: [observation('1558-6', 92, 'mg/dL', '2025-01-01')],
    },
    'fasting glucose unknown': { patient: middleAged, conditions: [], hba1c: [], bmi: [bmi(33)] },
    'the newest of two results is normal': {
      ...base,
      hba1c: [a1c(6.6, '%', '2025-10-01'), a1c(5.5)],
    },
  },
  fires: {
    'at the prediabetes threshold': {
      ...base,
      hba1c: [a1c(5.7)],
      expect: { card: 'prediabetesRange', values: { value: 5.7, date: '2026-02-03' } },
    },
    'at the diabetes threshold': {
      ...base,
      hba1c: [a1c(6.5)],
      expect: { card: 'diabetesRange', values: { value: 6.5, date: '2026-02-03' } },
    },
    'the same value in the other unit': {
      ...base,
      hba1c: [a1c(48, 'mmol/mol')],
      expect: { card: 'diabetesRange', values: { value: 6.5 } },
    },
    'in hospice care, in the diabetes range': {
      ...base,
      conditions: [condition('385763009')],
      hba1c: [a1c(8.4)],
      expect: { card: 'diabetesRange', values: { value: 8.4 } },
    },
    'prediabetes on file, result in the diabetes range': {
      ...base,
      conditions: [condition('714628002')],
      hba1c: [a1c(6.9)],
      expect: { card: 'diabetesRange', values: { value: 6.9 } },
    },
    'glucose at the diabetes threshold, HbA1c normal': {
      ...base,
      hba1c: [a1c(5.6)],
      fastingGlucose: [glucose(126)],
      expect: {
        card: 'glucoseDiabetes',
        values: { value: 126, date: '2026-02-03', hba1c: ' HbA1c 5.6 % (2026-02-03).' },
        suggestions: ['Order HbA1c'],
      },
    },
    'glucose in mmol/L': {
      ...base,
      hba1c: [],
      fastingGlucose: [glucose(10, 'mmol/L')],
      expect: { card: 'glucoseDiabetes', values: { value: 180, hba1c: '' } },
    },
    'glucose at the prediabetes threshold': {
      ...base,
      hba1c: [],
      fastingGlucose: [glucose(100)],
      expect: { card: 'glucosePrediabetes', values: { value: 100 } },
    },
    'both in the diabetes range: one card': {
      ...base,
      hba1c: [a1c(7)],
      fastingGlucose: [glucose(150)],
      expect: { card: 'diabetesRange' },
    },
    'an abnormal result of more than a year ago': {
      ...base,
      hba1c: [a1c(6.7, '%', '2024-06-01')],
      expect: {
        card: 'repeatDue',
        values: { value: 6.7, date: '2024-06-01', unseen: '' },
        suggestions: ['Order HbA1c'],
      },
    },
    'the same, and glucose could not be had': {
      patient: middleAged,
      conditions: [],
      requests: [],
      hba1c: [a1c(6.7, '%', '2024-06-01')],
      expect: {
        card: 'repeatDue',
        values: { unseen: ' Whether fasting glucose was measured since could not be looked at.' },
      },
    },
    'in the diabetes range, and HbA1c is ordered': {
      ...base,
      hba1c: [a1c(6.5)],
      requests: [serviceRequest('4548-4')],
      expect: { card: 'diabetesRange', suggestions: [] },
    },
    'in the diabetes range, and an HbA1c that was ordered long ago': {
      ...base,
      hba1c: [a1c(6.5)],
      requests: [serviceRequest('4548-4', { authoredOn: '2022-03-01' })],
      expect: { card: 'diabetesRange', suggestions: ['Order a second HbA1c'] },
    },
    'screening was ordered long ago, and the order forgotten': {
      ...base,
      hba1c: [],
      bmi: [bmi(27.4)],
      requests: [serviceRequest('1558-6', { authoredOn: '2022-03-01' })],
      expect: { card: 'due' },
    },
    'glucose in the diabetes range, and HbA1c is ordered': {
      ...base,
      hba1c: [],
      fastingGlucose: [glucose(126)],
      requests: [serviceRequest('4548-4')],
      expect: { card: 'glucoseDiabetes', suggestions: [] },
    },
    'the same, and orders could not be had': {
      patient: middleAged,
      conditions: [],
      fastingGlucose: [],
      hba1c: [a1c(5.7, '%', '2025-02-27')],
      expect: { card: 'repeatDue', values: { unseen: 'could not be looked at' } },
    },
    'never tested, overweight, 55 years': {
      ...base,
      hba1c: [],
      bmi: [bmi(27.4)],
      expect: { card: 'due', values: { bmi: 27.4, age: 55 } },
    },
    'last tested more than three years ago, dated by a period': {
      ...base,
      hba1c: [
        observation('4548-4', 5.4, '%', '2022-12-01', {
          effectiveDateTime: undefined,
          effectivePeriod: { start: '2022-12-01', end: '2022-12-01' },
        }),
      ],
      bmi: [bmi(30)],
      expect: { card: 'due' },
    },
    'last tested more than three years ago': {
      ...base,
      hba1c: [a1c(5.4, '%', '2022-12-01')],
      bmi: [bmi(30)],
      expect: { card: 'due' },
    },
  },
  gaps: {
    'an HbA1c above what the laboratory measures': {
      ...base,
      hba1c: [
        observation('4548-4', 14, '%', '2026-02-03', {
          valueQuantity: { value: 14, unit: '%', comparator: '>' },
        }),
      ],
      expect: /diabetes screening/,
    },
    'an HbA1c with the unit of another scale': {
      ...base,
      hba1c: [a1c(48)],
      expect: /diabetes screening/,
    },
    'an abnormal result of more than a year ago, and a newer glucose without a unit': {
      ...base,
      hba1c: [a1c(6.7, '%', '2024-06-01')],
      fastingGlucose: [
        observation('1558-6', 92, 'mg/dL', '2026-02-01', { valueQuantity: { value: 92 } }),
      ],
      expect: /whether a repeat of HbA1c is due/,
    },
  },
})
