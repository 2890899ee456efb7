import { condition, medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const SNOMED = 'http://snomed.info/sct'
const BACK_PAIN = '279039007'
const HYDROCORTISONE_CREAM = '106258'
const HYDROCORTISONE_TABLET = '197782'
const adult = patient('1986-03-01')
const imaging = (more: object = {}, code = '72148') => ({
  resourceType: 'ServiceRequest',
  id: 'order',
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/test-patient' },
  code: { coding: [{ system: 'http://www.ama-assn.org/go/cpt', code }] },
  reasonCode: [{ coding: [{ system: SNOMED, code: BACK_PAIN }] }],
  ...more,
})
const icd = (code: string) => ({
  coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }],
})
const pain = (onsetDateTime: string) => condition(BACK_PAIN, { onsetDateTime })
const base = { patient: adult, conditions: [], medications: [], orders: [imaging()] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'for another reason': {
      ...base,
      conditions: [pain('2026-02-20')],
      orders: [imaging({ reasonCode: [{ coding: [{ system: SNOMED, code: '25064002' }] }] })],
    },
    'no reason, and no pain on file': { ...base, orders: [imaging({ reasonCode: undefined })] },
    'above 50 years': { ...base, patient: patient('1975-02-28') },
    'age unknown is not young': { ...base, patient: { ...adult, birthDate: undefined } },
    'cancer on file': { ...base, conditions: [condition('363406005')] },
    'another cancer on file': {
      ...base,
      conditions: [
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'C50.911' }] },
        }),
      ],
    },
    'another reason beside the pain': {
      ...base,
      orders: [imaging({ reasonCode: [icd('M54.50'), icd('G83.4')] })],
    },
    'a reason in words that names a flag, and the pain on file': {
      ...base,
      conditions: [pain('2026-02-20')],
      orders: [imaging({ reasonCode: [{ text: 'Back pain, saddle anesthesia' }] })],
    },
    'a reason in words that says that six weeks are over': {
      ...base,
      orders: [imaging({ reasonCode: [{ text: 'Low back pain for 8 weeks' }] })],
    },
    'a note that management of eight weeks did not help': {
      ...base,
      orders: [imaging({ note: [{ text: 'No improvement after 8 weeks of physical therapy' }] })],
    },
    'a note that names a flag after what did not help': {
      ...base,
      orders: [
        imaging({
          note: [{ text: 'Pain without relief despite 3 months of NSAIDs and new foot drop' }],
        }),
      ],
    },
    'cauda equina syndrome on file': {
      ...base,
      conditions: [condition('0', { code: icd('G83.4') })],
    },
    'a fracture of the spine': { ...base, conditions: [condition('0', { code: icd('S32.010A') })] },
    'opioid use disorder': { ...base, conditions: [condition('0', { code: icd('F11.20') })] },
    'immunosuppression by medicine': { ...base, medications: [medication('42316')] },
    'a minor': { ...base, patient: patient('2008-03-02') },
    osteoporosis: { ...base, conditions: [condition('64859006')] },
    'a steroid by mouth': { ...base, medications: [medication(HYDROCORTISONE_TABLET)] },
    steroids: { ...base, medications: [medication('8640')] },
    'the pain began more than six weeks ago': { ...base, conditions: [pain('2026-01-17')] },
    'imaging of the head': { ...base, orders: [imaging({}, '70450')] },
  },
  fires: {
    'the reason of the order': {
      ...base,
      expect: {
        card: 'notYet',
        values: { since: '', medicines: '' },
        suggestions: ['Cancel the imaging order'],
      },
    },
    'a reason in words alone': {
      ...base,
      orders: [imaging({ reasonCode: [{ text: 'Low back pain since a week, no trauma' }] })],
      expect: { card: 'notYet' },
    },
    'years in a note that are those of the patient': {
      ...base,
      orders: [imaging({ note: [{ text: '35 years old, acute pain for 3 days' }] })],
      expect: { card: 'notYet' },
    },
    'a list of denied flags': {
      ...base,
      orders: [imaging({ note: [{ text: 'no fever, weight loss, weakness or incontinence' }] })],
      expect: { card: 'notYet' },
    },
    'the pain on file, six weeks old': {
      ...base,
      conditions: [pain('2026-01-18')],
      orders: [imaging({ reasonCode: undefined })],
      expect: { card: 'notYet', values: { since: ' of 42 days' } },
    },
    'a study with contrast': {
      ...base,
      orders: [imaging({}, '72133')],
      expect: { card: 'notYet' },
    },
    'at 50 years': { ...base, patient: patient('1975-03-02'), expect: { card: 'notYet' } },
    'osteoporosis that was refuted': {
      ...base,
      conditions: [
        condition('64859006', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
      ],
      expect: { card: 'notYet' },
    },
    'a steroid on the skin': {
      ...base,
      medications: [medication(HYDROCORTISONE_CREAM)],
      expect: { card: 'notYet' },
    },
    'medicines unknown': {
      ...base,
      medications: undefined,
      expect: {
        card: 'notYet',
        values: { medicines: 'Medicines (steroids, immunosuppression) could not be looked at.' },
      },
    },
    'a medicine that nobody can identify': {
      ...base,
      medications: [medication('999999999')],
      expect: { card: 'notYet', values: { medicines: 'Not all medicines' } },
    },
    'steroids that were stopped': {
      ...base,
      medications: [medication('8640', { status: 'stopped' })],
      expect: { card: 'notYet' },
    },
  },
})
