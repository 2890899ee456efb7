import { condition, medication, observation, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const CITALOPRAM_20 = '200371'
const CITALOPRAM = '2556'
const ONDANSETRON = '26225'
const METHADONE = '6813'
const ERYTHROMYCIN_EYE = '310149'
const LISINOPRIL = '29046'

const adult = patient('1966-03-01')
const taken = (value: number, text = `${value} tablets daily`) => ({
  dosageInstruction: [
    {
      text,
      doseAndRate: [{ doseQuantity: { value, unit: 'tablet' } }],
      timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
    },
  ],
})
const draft = (code: string, more: object = {}) =>
  medication(code, { id: 'order', status: 'draft', ...more })
const flagged = (code: string) => ({ interpretation: [{ coding: [{ code }] }] })
const ranged = (low: object) => ({ referenceRange: [{ low }] })
const potassium = (value: number, more: object = {}, date = '2026-02-20') =>
  observation('2823-3', value, 'mmol/L', date, more)
const base = { patient: adult, medications: [], conditions: [], electrolytes: [], tests: [] }

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'potassium that its laboratory does not call low': {
      ...base,
      orders: [draft(METHADONE)],
      electrolytes: [potassium(3.3, flagged('N'))],
    },
    'potassium within its range': {
      ...base,
      orders: [draft(METHADONE)],
      electrolytes: [potassium(3.5, ranged({ value: 3.5, unit: 'mmol/L' }))],
    },
    'potassium without flag or range: nothing is guessed': {
      ...base,
      orders: [draft(METHADONE)],
      electrolytes: [potassium(2.9)],
    },
    'a low potassium of 31 days ago': {
      ...base,
      orders: [draft(METHADONE)],
      electrolytes: [potassium(3, flagged('L'), '2026-01-29')],
    },
    'a low one that was corrected since': {
      ...base,
      orders: [draft(METHADONE)],
      electrolytes: [potassium(3, flagged('L'), '2026-02-18'), potassium(4, flagged('N'))],
    },
    'a low one entered in error': {
      ...base,
      orders: [draft(METHADONE)],
      electrolytes: [potassium(3, { ...flagged('L'), status: 'entered-in-error' })],
    },
    'an eye ointment': {
      ...base,
      orders: [draft(ERYTHROMYCIN_EYE)],
      electrolytes: [potassium(3, flagged('L'))],
    },
    'another medicine': {
      ...base,
      orders: [draft(LISINOPRIL)],
      electrolytes: [potassium(3, flagged('L'))],
    },
    'citalopram 40 mg at 60 years': { ...base, orders: [draft(CITALOPRAM_20, taken(2))] },
    'citalopram 20 mg above 60 years': {
      ...base,
      patient: patient('1965-02-28'),
      orders: [draft(CITALOPRAM_20, taken(1))],
    },
    'an inhibitor beside citalopram: the interaction has the lower limit': {
      ...base,
      orders: [draft(CITALOPRAM_20, taken(3))],
      medications: [medication('7646')],
    },
    'an inhibitor ordered in the same session': {
      ...base,
      orders: [draft(CITALOPRAM_20, taken(3)), draft('4450', { id: 'second' })],
    },
    'citalopram of a dose unknown': { ...base, orders: [draft(CITALOPRAM)] },
  },
  fires: {
    'a low potassium by its flag': {
      ...base,
      orders: [draft(METHADONE)],
      electrolytes: [potassium(3.1, flagged('L'))],
      expect: {
        card: 'electrolytes',
        values: { order: 'methadone', what: 'potassium', value: '3.1 mmol/L', date: '2026-02-20' },
        suggestions: ['Order an ECG', 'Cancel methadone'],
      },
    },
    'a low potassium by its range, in another unit': {
      ...base,
      orders: [draft(METHADONE)],
      electrolytes: [potassium(3.4, ranged({ value: 0.0035, unit: 'mol/L', code: 'mol/L' }))],
      expect: { card: 'electrolytes' },
    },
    'an ECG is ordered already': {
      ...base,
      orders: [draft(METHADONE)],
      electrolytes: [potassium(3, flagged('L'))],
      tests: [
        {
          resourceType: 'ServiceRequest',
          status: 'active',
          intent: 'order',
          code: { coding: [{ system: 'http://loinc.org', code: '11524-6' }] },
        },
      ],
      expect: { card: 'electrolytes', suggestions: ['Cancel methadone'] },
    },
    'a low magnesium': {
      ...base,
      orders: [draft(METHADONE)],
      electrolytes: [observation('19123-9', 1.2, 'mg/dL', '2026-02-20', flagged('LL'))],
      expect: { card: 'electrolytes', values: { what: 'magnesium' } },
    },
    'citalopram 60 mg': {
      ...base,
      orders: [draft(CITALOPRAM_20, taken(3))],
      expect: {
        card: 'dose',
        values: { most: 40, because: '', dose: 60 },
        suggestions: ['Reduce to 40 mg once daily', 'Cancel citalopram'],
      },
    },
    'citalopram 60 mg, with words that say more': {
      ...base,
      orders: [draft(CITALOPRAM_20, taken(3, 'Three tablets daily, then as discussed'))],
      expect: { card: 'dose', suggestions: ['Cancel citalopram'] },
    },
    'citalopram 60 mg as a solution': {
      ...base,
      orders: [
        draft('309313', {
          dosageInstruction: [
            {
              doseAndRate: [{ doseQuantity: { value: 30, unit: 'mL' } }],
              timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
            },
          ],
        }),
      ],
      expect: { card: 'dose', values: { dose: 60 }, suggestions: ['Cancel citalopram'] },
    },
    'the inhibitor is stopped': {
      ...base,
      orders: [draft(CITALOPRAM_20, taken(3))],
      medications: [medication('7646', { status: 'stopped' })],
      expect: { card: 'dose', values: { most: 40 } },
    },
    'an order takes the place of the inhibitor': {
      ...base,
      orders: [
        draft(CITALOPRAM_20, taken(3)),
        draft('40790', {
          id: 'second',
          priorPrescription: { reference: 'MedicationRequest/old' },
        }),
      ],
      medications: [medication('7646', { id: 'old' })],
      expect: { card: 'dose', values: { most: 40 } },
    },
    'current medicines are not known': {
      ...base,
      medications: undefined,
      orders: [draft(CITALOPRAM_20, taken(3))],
      expect: { card: 'dose', values: { most: 40 } },
    },
    'citalopram 40 mg at 61 years': {
      ...base,
      patient: patient('1965-03-01'),
      orders: [draft(CITALOPRAM_20, taken(2))],
      expect: {
        card: 'dose',
        values: { most: 20, because: ' above 60 years' },
        suggestions: ['Reduce to 20 mg once daily', 'Cancel citalopram'],
      },
    },
    'citalopram 30 mg at 61 years, as two strengths': {
      ...base,
      patient: patient('1965-03-01'),
      orders: [draft(CITALOPRAM_20, taken(1)), { ...draft('283672', taken(1)), id: 'second' }],
      expect: [
        { card: 'dose', values: { dose: 30 }, suggestions: ['Cancel citalopram'] },
        { card: 'dose', values: { dose: 30 }, suggestions: ['Cancel citalopram'] },
      ],
    },
    'citalopram 50 mg as two strengths: no one of them is the dose to change': {
      ...base,
      orders: [draft(CITALOPRAM_20, taken(2)), { ...draft('283672', taken(1)), id: 'second' }],
      expect: [
        { card: 'dose', values: { most: 40, dose: 50 }, suggestions: ['Cancel citalopram'] },
        { card: 'dose', values: { most: 40, dose: 50 }, suggestions: ['Cancel citalopram'] },
      ],
    },
    'citalopram 110 mg as two strengths, each above the most': {
      ...base,
      orders: [draft(CITALOPRAM_20, taken(3)), { ...draft('283672', taken(5)), id: 'second' }],
      expect: [
        { card: 'dose', values: { most: 40, dose: 110 }, suggestions: ['Cancel citalopram'] },
        { card: 'dose', values: { most: 40, dose: 110 }, suggestions: ['Cancel citalopram'] },
      ],
    },
    'citalopram 40 mg in cirrhosis': {
      ...base,
      conditions: [condition('19943007')],
      orders: [draft(CITALOPRAM_20, taken(2))],
      expect: { card: 'dose', values: { because: ' in liver disease' } },
    },
    'ondansetron in heart failure': {
      ...base,
      conditions: [condition('84114007')],
      orders: [draft(ONDANSETRON)],
      expect: { card: 'heartFailure' },
    },
  },
  gaps: {
    'electrolytes unknown': {
      patient: adult,
      conditions: [],
      orders: [draft(METHADONE)],
      expect: /potassium and magnesium with methadone|electrolytes/,
    },
    'conditions unknown, dose between the two limits': {
      patient: adult,
      electrolytes: [],
      orders: [draft(CITALOPRAM_20, taken(2))],
      expect: /the dose of citalopram by liver disease|conditions/,
    },
    'the day of birth unknown, dose between the two limits': {
      patient: { ...adult, birthDate: undefined },
      conditions: [],
      electrolytes: [],
      orders: [draft(CITALOPRAM_20, taken(2))],
      expect: /the dose of citalopram by age: the data say too little/,
    },
    'conditions unknown, ondansetron': {
      patient: adult,
      electrolytes: [potassium(3.1, flagged('L'))],
      orders: [draft(ONDANSETRON)],
      expect: /heart failure with ondansetron: the data were not sent/,
    },
  },
})
