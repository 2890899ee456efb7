import { condition, medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const DIAZEPAM = '3322'
const GLIPIZIDE = '4821'
const ASPIRIN = '1191'
const AMIODARONE = '703'
const IBUPROFEN = '5640'
const QUETIAPINE = '51272'
const DOXAZOSIN = '49276'
const DIGOXIN_125 = '197604'
const ESTRADIOL_VAGINAL = '310169'
const LISINOPRIL = '29046'

// 65 years on the very day.
const older = patient('1961-03-01')
const draft = (code: string, more: object = {}) =>
  medication(code, { id: 'order', status: 'draft', ...more })
const base = { patient: older, conditions: [], medications: [] }
const FALL = '1912002'
const HEART_FAILURE = '84114007'
const DEMENTIA = '52448006'
const INFARCTION = '22298006'

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'on the day before the 65th birthday': {
      ...base,
      patient: patient('1961-03-02'),
      orders: [draft(DIAZEPAM)],
    },
    'a medicine that is not listed': { ...base, orders: [draft(LISINOPRIL)] },
    'it is taken already': {
      ...base,
      orders: [draft(GLIPIZIDE)],
      medications: [medication(GLIPIZIDE)],
    },
    'palliative care': {
      ...base,
      conditions: [
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z51.5' }] },
        }),
      ],
      orders: [draft(DIAZEPAM)],
    },
    'aspirin after a heart attack long ago': {
      ...base,
      conditions: [condition(INFARCTION, { clinicalStatus: { coding: [{ code: 'resolved' }] } })],
      orders: [draft(ASPIRIN)],
    },
    'amiodarone in heart failure': {
      ...base,
      conditions: [condition(HEART_FAILURE)],
      orders: [draft(AMIODARONE)],
    },
    'an antipsychotic without dementia': { ...base, orders: [draft(QUETIAPINE)] },
    'doxazosin without hypertension': { ...base, orders: [draft(DOXAZOSIN)] },
    'oestrogen by the vagina': { ...base, orders: [draft(ESTRADIOL_VAGINAL)] },
    'digoxin 0.125 mg a day': {
      ...base,
      orders: [
        draft(DIGOXIN_125, {
          dosageInstruction: [
            {
              doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
              timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
            },
          ],
        }),
      ],
    },
  },
  fires: {
    'a benzodiazepine': {
      ...base,
      orders: [draft(DIAZEPAM)],
      expect: {
        card: 'note',
        values: { order: 'diazepam', short: 'avoid from 65 years' },
        suggestions: ['Cancel diazepam'],
      },
    },
    'a benzodiazepine after a fall, also where it is taken already': {
      ...base,
      conditions: [condition(FALL)],
      orders: [draft(DIAZEPAM)],
      medications: [medication(DIAZEPAM)],
      expect: { card: 'avoid', values: { because: 'A fall is on file.' } },
    },
    'a fall that was refuted': {
      ...base,
      conditions: [condition(FALL, { verificationStatus: { coding: [{ code: 'refuted' }] } })],
      orders: [draft(DIAZEPAM)],
      expect: { card: 'note' },
    },
    'the limit of doxepin is none of another tricyclic': {
      ...base,
      orders: [
        draft('704', {
          dosageInstruction: [
            {
              doseAndRate: [{ doseQuantity: { value: 5, unit: 'mg' } }],
              timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
            },
          ],
        }),
      ],
      expect: { card: 'note', values: { order: 'amitriptyline' } },
    },
    'digoxin 0.25 mg a day': {
      ...base,
      orders: [
        draft('197606', {
          dosageInstruction: [
            {
              doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
              timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
            },
          ],
        }),
      ],
      expect: { card: 'note', suggestions: ['Reduce to 0.125 mg once daily', 'Cancel digoxin'] },
    },
    'digoxin of a dose unknown': {
      ...base,
      orders: [draft('197606')],
      expect: { card: 'note', suggestions: ['Cancel digoxin'] },
    },
    'a sulfonylurea': { ...base, orders: [draft(GLIPIZIDE)], expect: { card: 'note' } },
    'aspirin without cardiovascular disease': {
      ...base,
      orders: [draft(ASPIRIN)],
      expect: { card: 'note' },
    },
    'doxazosin for hypertension': {
      ...base,
      conditions: [condition('38341003')],
      orders: [draft(DOXAZOSIN)],
      expect: { card: 'note' },
    },
    'an antipsychotic in dementia': {
      ...base,
      conditions: [condition(DEMENTIA)],
      orders: [draft(QUETIAPINE)],
      expect: { card: 'avoid', values: { because: 'On file: dementia.' } },
    },
    'an NSAID in heart failure: the interrupting row': {
      ...base,
      conditions: [condition(HEART_FAILURE)],
      orders: [draft(IBUPROFEN)],
      expect: { card: 'avoid', values: { short: 'avoid in heart failure' } },
    },
    'an NSAID otherwise': {
      ...base,
      orders: [draft(IBUPROFEN)],
      expect: { card: 'note', values: { short: 'avoid for long-term use' } },
    },
  },
  gaps: {
    'age unknown': {
      ...base,
      patient: { ...older, birthDate: undefined },
      orders: [draft(DIAZEPAM)],
      expect: /diazepam from 65 years/,
    },
    'conditions unknown': {
      patient: older,
      medications: [],
      orders: [draft(DIAZEPAM)],
      expect: /conditions/,
    },
  },
})
