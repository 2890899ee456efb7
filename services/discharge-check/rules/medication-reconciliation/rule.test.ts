import { medication, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const LISINOPRIL_10 = '314076'
const LISINOPRIL_20 = '314077'
const METFORMIN = '6809'
const APIXABAN = '1364430'
const WARFARIN = '11289'
const LOSARTAN_HCTZ = '979468'
const LOSARTAN = '52175'
const HCTZ = '5487'
const UNKNOWN = '999999999'

const category = (code: string) => ({
  category: [
    {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-category', code },
      ],
    },
  ],
})
const stu3 = (code: string) => ({ category: category(code).category[0] }) as object
const daily = {
  dosageInstruction: [
    {
      doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
      timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
    },
  ],
}
const home = (code: string, more: object = {}) =>
  medication(code, { ...category('community'), ...more })
const discharge = (code: string, more: object = {}) =>
  medication(code, { ...category('discharge'), ...more })
const statement = (code: string, status = 'active') => ({
  resourceType: 'MedicationStatement',
  id: `statement-${code}`,
  status,
  subject: { reference: 'Patient/test-patient' },
  medicationCodeableConcept: {
    coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code }],
  },
})
const base = { patient: patient('1950-05-01'), statements: [] }

testRule(rule, {
  now: '2026-03-10T12:00:00Z',
  silent: {
    'a course that is over': {
      ...base,
      medications: [
        home(METFORMIN, {
          dosageInstruction: [{ timing: { repeat: { boundsPeriod: { end: '2026-02-01' } } } }],
        }),
        discharge(APIXABAN),
      ],
    },
    'a combination, and both of its ingredients': {
      ...base,
      medications: [home(LOSARTAN_HCTZ), discharge(LOSARTAN), discharge(HCTZ)],
    },
    'all of home is prescribed again': {
      ...base,
      medications: [home(LISINOPRIL_10), discharge(LISINOPRIL_20)],
    },
    'no prescription of the discharge yet': { ...base, medications: [home(LISINOPRIL_10)] },
    'a medicine of home that was stopped': {
      ...base,
      medications: [home(WARFARIN, { status: 'stopped' }), discharge(APIXABAN)],
    },
    'a medicine of the ward alone ends with the stay': {
      ...base,
      medications: [medication(WARFARIN, category('inpatient')), discharge(APIXABAN)],
    },
    'a statement that is over': {
      ...base,
      medications: [discharge(APIXABAN)],
      statements: [statement(METFORMIN, 'completed')],
    },
  },
  fires: {
    'a course of which one step goes on': {
      ...base,
      medications: [
        home(METFORMIN, {
          dosageInstruction: [
            { timing: { repeat: { boundsPeriod: { end: '2026-02-01' } } } },
            { text: 'then once a day' },
          ],
        }),
        discharge(APIXABAN),
      ],
      expect: { card: 'undecided', values: { first: 'metformin' } },
    },
    'a combination, and one of its ingredients': {
      ...base,
      medications: [home(LOSARTAN_HCTZ), discharge(LOSARTAN)],
      expect: {
        card: 'undecided',
        values: { first: 'hydrochlorothiazide (of hydrochlorothiazide / losartan)' },
      },
    },
    'one of home is left open': {
      ...base,
      medications: [home(METFORMIN), home(WARFARIN), discharge(APIXABAN)],
      expect: {
        card: 'undecided',
        values: { first: 'metformin', more: ' and 1 more', undecided: 'metformin, warfarin' },
      },
    },
    'categories as STU3 has them, one each': {
      ...base,
      medications: [
        medication(METFORMIN, stu3('community')),
        medication(WARFARIN, stu3('inpatient')),
        medication(APIXABAN, stu3('discharge')),
      ],
      expect: { card: 'undecided', values: { first: 'metformin', more: '' } },
    },
    'one that only the patient speaks of': {
      ...base,
      medications: [discharge(APIXABAN)],
      statements: [statement(METFORMIN)],
      expect: { card: 'undecided', values: { first: 'metformin', more: '' } },
    },
    'an order without a category is of home': {
      ...base,
      medications: [medication(METFORMIN), discharge(APIXABAN)],
      expect: { card: 'undecided' },
    },
    'a dose that changed, and one nobody can identify': {
      ...base,
      medications: [
        home(METFORMIN),
        home(LISINOPRIL_10, daily),
        home(UNKNOWN),
        discharge(LISINOPRIL_20, daily),
      ],
      expect: {
        card: 'undecided',
        values: {
          undecided: 'metformin',
          changed: ' Changed: lisinopril 10 to 20 mg a day.',
          unknown: 'Not identified',
        },
      },
    },
  },
  gaps: {
    'all that is left cannot be identified': {
      ...base,
      medications: [home(UNKNOWN), discharge(APIXABAN)],
      expect: /medicines that could not be identified/,
    },
    'what the patient says, unknown': {
      patient: base.patient,
      medications: [home(METFORMIN), discharge(APIXABAN)],
      expect: /what the patient says to take at home: the data were not sent/,
    },
    'what the patient says, unknown, and nothing is left open': {
      patient: base.patient,
      medications: [discharge(APIXABAN)],
      expect: /statements/,
    },
  },
})
