import { condition, observation, patient, serviceRequest, testRule } from '#cds/testing'
import rule from './rule.ts'

const adult = patient('1970-05-01', 'male')
const diabetes = condition('44054006')
const a1c = (value: number, date: string) => observation('4548-4', value, '%', date)
const base = { patient: adult, conditions: [diabetes], requests: [] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'no diabetes': { patient: adult, conditions: [], hba1c: [] },
    'at goal, tested five months ago': { ...base, hba1c: [a1c(6.5, '2025-10-01')] },
    'not at goal, tested six weeks ago': { ...base, hba1c: [a1c(8.2, '2026-01-15')] },
    'within the month of grace': { ...base, hba1c: [a1c(6.5, '2025-08-01')] },
    'the newest result is recent': {
      ...base,
      hba1c: [a1c(6.4, '2024-01-01'), a1c(6.6, '2026-02-01')],
    },
    'a minor': { ...base, patient: patient('2010-01-01'), hba1c: [] },
    pregnant: { ...base, conditions: [diabetes, condition('77386006')], hba1c: [] },
    'in hospice care': { ...base, conditions: [diabetes, condition('385763009')], hba1c: [] },
    'in palliative care': {
      ...base,
      conditions: [
        diabetes,
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z51.5' }] },
        }),
      ],
      hba1c: [],
    },
    'HbA1c is ordered by its CPT code': {
      ...base,
      hba1c: [a1c(8.2, '2025-01-15')],
      requests: [serviceRequest('83036', {}, 'http://www.ama-assn.org/go/cpt')],
    },
    'HbA1c is ordered': {
      ...base,
      hba1c: [a1c(8.2, '2025-01-15')],
      requests: [serviceRequest('4548-4')],
    },
    'diabetes refuted': {
      patient: adult,
      conditions: [
        condition('44054006', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
      ],
      hba1c: [],
    },
    'the only result has no unit': {
      ...base,
      hba1c: [observation('4548-4', 7, '%', '2025-01-01', { valueQuantity: { value: 7 } })],
    },
  },
  gaps: {
    'another result than HbA1c (a server that does not select by code)': {
      ...base,
      hba1c: [observation('4544-3', 45, '%', '2025-01-01')],
      expect: /HbA1c/,
    },
  },
  fires: {
    'at goal, eight months ago': {
      ...base,
      hba1c: [a1c(6.5, '2025-07-01')],
      expect: { card: 'overdue', values: { value: 6.5, date: '2025-07-01' } },
    },
    'not at goal, five months ago': {
      ...base,
      hba1c: [a1c(8.2, '2025-10-01')],
      expect: { card: 'overdue', values: { value: 8.2 } },
    },
    'reported in mmol/mol': {
      ...base,
      hba1c: [observation('59261-8', 66, 'mmol/mol', '2025-10-01')],
      expect: { card: 'overdue', values: { value: 8.2 } },
    },
    'HbA1c was ordered long ago, and the order forgotten': {
      ...base,
      hba1c: [a1c(8.2, '2025-01-15')],
      requests: [serviceRequest('4548-4', { authoredOn: '2022-03-01' })],
      expect: { card: 'overdue', suggestions: ['Order HbA1c'] },
    },
    'no result on file': { ...base, hba1c: [], expect: { card: 'never', values: { unseen: '' } } },
    'no result on file, and orders could not be had': {
      patient: adult,
      conditions: [diabetes],
      hba1c: [],
      expect: { card: 'never', values: { unseen: 'could not be looked at' } },
    },
  },
})
