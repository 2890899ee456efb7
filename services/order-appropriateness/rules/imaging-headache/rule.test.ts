import { condition, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const SNOMED = 'http://snomed.info/sct'
const HEADACHE = '25064002'
const icd = (code: string) => ({
  coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }],
})
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
    'another reason beside the headache': {
      ...base,
      orders: [imaging({ reasonCode: [icd('R51.9'), icd('S09.90XA')] })],
    },
    'a reason in words that names a flag': {
      ...base,
      orders: [imaging({ reasonCode: [{ text: 'Thunderclap headache, worst of life' }] })],
    },
    'a note that names a flag': {
      ...base,
      orders: [imaging({ note: [{ text: 'new focal weakness' }] })],
    },
    'a note that names flags after what did not help': {
      ...base,
      orders: [
        imaging({
          note: [{ text: 'no relief with triptans and sudden onset with neck stiffness' }],
        }),
      ],
    },
    'a reason in words that is no headache, and headache on file': {
      ...base,
      conditions: [condition(HEADACHE)],
      orders: [imaging({ reasonCode: [{ text: 'Dizziness' }] })],
    },
    'a reference to another problem': {
      ...base,
      conditions: [condition(HEADACHE), condition('404640003', { id: 'dizzy' })],
      orders: [
        imaging({ reasonCode: undefined, reasonReference: [{ reference: 'Condition/dizzy' }] }),
      ],
    },
    'an aneurysm on file': { ...base, conditions: [condition('0', { code: icd('I67.1') })] },
    'a kidney transplant': { ...base, conditions: [condition('0', { code: icd('Z94.0') })] },
    'after a delivery': { ...base, conditions: [condition('0', { code: icd('Z39.2') })] },
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
    'migraine by ICD-10-CM': {
      ...base,
      orders: [imaging({ reasonCode: [icd('G43.909')] })],
      expect: { card: 'primary' },
    },
    'a reason in words alone': {
      ...base,
      orders: [imaging({ reasonCode: [{ text: 'Migraine for years, no trauma' }] })],
      expect: { card: 'primary' },
    },
    'unchanged, with a normal blood pressure': {
      ...base,
      orders: [
        imaging({
          note: [
            { text: 'Unchanged for 10 years, normal examination' },
            { text: 'blood pressure normal' },
          ],
        }),
      ],
      expect: { card: 'primary' },
    },
    'a head injury that is over': {
      ...base,
      conditions: [
        condition('0', {
          code: icd('S06.0X0A'),
          clinicalStatus: { coding: [{ code: 'resolved' }] },
        }),
      ],
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
