import { condition, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const SNOMED = 'http://snomed.info/sct'
const HEADACHE = '25064002'
const imaging = (more: object = {}, code = '70450') => ({
  resourceType: 'ServiceRequest',
  id: 'order',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/test-patient' },
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code }] },
  reasonCode: [{ coding: [{ system: SNOMED, code: HEADACHE }] }],
  ...more,
})
const base = { patient: patient('1990-03-01'), conditions: [], orders: [imaging()] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'for another reason': {
      ...base,
      orders: [imaging({ reasonCode: [{ coding: [{ system: SNOMED, code: '279039007' }] }] })],
    },
    'at 50 years': { ...base, patient: patient('1976-03-01') },
    'age unknown is not young': { ...base, patient: { ...base.patient, birthDate: undefined } },
    pregnant: { ...base, conditions: [condition('77386006')] },
    'cancer long ago': {
      ...base,
      conditions: [condition('363406005', { clinicalStatus: { coding: [{ code: 'resolved' }] } })],
    },
    'another cancer, in words': {
      ...base,
      conditions: [condition('254837009', { code: { text: 'Malignant neoplasm of breast' } })],
    },
    'a minor': { ...base, patient: patient('2008-03-02') },
    'imaging of the back': { ...base, orders: [imaging({}, '72148')] },
  },
  fires: {
    'the reason of the order': {
      ...base,
      expect: { card: 'primary', suggestions: ['Cancel the imaging order'] },
    },
    'migraine on file, MR with contrast': {
      ...base,
      conditions: [condition('37796009')],
      orders: [imaging({ reasonCode: undefined }, '70552')],
      expect: { card: 'primary' },
    },
    'at 49 years': { ...base, patient: patient('1976-03-02'), expect: { card: 'primary' } },
    'a pregnancy that is over': {
      ...base,
      conditions: [condition('77386006', { clinicalStatus: { coding: [{ code: 'resolved' }] } })],
      expect: { card: 'primary' },
    },
  },
})
