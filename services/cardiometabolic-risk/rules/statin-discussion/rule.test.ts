import {
  allergy,
  bloodPressure,
  condition,
  medication,
  observation,
  patient,
  smoking,
  testRule,
} from '#cds/testing'
import rule from './rule.ts'

const woman = patient('1960-02-01', 'female')
const lipids = (total = 220, hdl = 45, date = '2025-09-01') => [
  observation('2093-3', total, 'mg/dL', date),
  observation('2085-9', hdl, 'mg/dL', date),
]
// 66 years, untreated pressure 148, diabetes: PREVENT-ASCVD above 10 %.
const base = {
  patient: woman,
  conditions: [condition('44054006')],
  medications: [],
  allergies: [],
  lipids: lipids(),
  bloodPressure: [bloodPressure(148, 86)],
  smoking: [smoking()],
  creatinine: [observation('2160-0', 0.9, 'mg/dL')],
  egfr: [],
  bmi: [observation('39156-5', 31, 'kg/m2')],
  hba1c: [],
  uacr: [],
  ldl: [],
}
const icd = (code: string) =>
  condition('0', {
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] },
  })
const ldl = (value: number, unit = 'mg/dL', date = '2025-09-01') =>
  observation('2089-1', value, unit, date)
const withoutDiabetes = { ...base, conditions: [] }
const older = patient('1950-02-01', 'female')
const { lipids: _lipids, ...withoutLipids } = { ...withoutDiabetes, patient: older }
const without = (key: keyof typeof base) => ({ ...withoutDiabetes, [key]: [] })

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'low risk': {
      ...base,
      patient: patient('1985-01-01'),
      conditions: [],
      bloodPressure: [bloodPressure(116, 70)],
    },
    'a statin already': { ...base, medications: [medication('83367')] },
    'an allergy to a statin by its ingredient': {
      ...base,
      conditions: [condition('53741008')],
      allergies: [allergy('83367')],
    },
    'an intolerance of statins in words': {
      ...base,
      conditions: [condition('53741008')],
      allergies: [allergy('0', { code: { text: 'Statins' } })],
    },
    'a problem that says in words that no statin is borne': {
      ...base,
      conditions: [condition('53741008'), condition('0', { code: { text: 'Statin intolerance' } })],
    },
    'an adverse effect of lipid medicines': {
      ...base,
      conditions: [condition('53741008'), icd('T46.6X5A')],
    },
    dialysis: { ...base, conditions: [condition('53741008'), icd('Z99.2')] },
    'a medicine nobody can identify, and no other reason': {
      ...withoutDiabetes,
      medications: [medication('999999999')],
    },
    'earlier coronary disease, and a statin': {
      ...base,
      conditions: [condition('53741008')],
      medications: [medication('83367')],
    },
    'earlier coronary disease, and palliative care': {
      ...base,
      conditions: [
        condition('53741008'),
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z51.5' }] },
        }),
      ],
    },
    'earlier coronary disease, and statin muscle symptoms': {
      ...base,
      conditions: [condition('53741008'), condition('240131006')],
    },
    'LDL-C just below 190, low risk': {
      ...base,
      patient: patient('1985-01-01'),
      conditions: [],
      bloodPressure: [bloodPressure(116, 70)],
      ldl: [ldl(189.9)],
    },
    'LDL-C without a unit': {
      ...withoutDiabetes,
      lipids: [],
      ldl: [observation('2089-1', 250, 'mg/dL', '2025-09-01', { valueQuantity: { value: 250 } })],
    },
    'diabetes on the day before the 40th birthday, risk not known': {
      ...base,
      patient: patient('1986-03-02'),
      lipids: [],
    },
    'diabetes at 76 years, risk not known': {
      ...base,
      patient: patient('1950-03-01'),
      lipids: [],
    },
    'no cholesterol on file': without('lipids'),
    'no blood pressure on file': without('bloodPressure'),
    'smoking status unknown': without('smoking'),
    'smoking status answered with unknown': { ...withoutDiabetes, smoking: [smoking('266927001')] },
    'no kidney function on file': without('creatinine'),
    'cholesterol older than five years': {
      ...withoutDiabetes,
      lipids: lipids(220, 45, '2020-01-01'),
    },
    'cholesterol without unit': {
      ...withoutDiabetes,
      lipids: [
        observation('2093-3', 220, 'mg/dL', '2025-09-01', { valueQuantity: { value: 220 } }),
        observation('2085-9', 45, 'mg/dL'),
      ],
    },
    'cholesterol outside the range of the equation': {
      ...withoutDiabetes,
      lipids: lipids(340, 45),
    },
    'older than the equation allows': { ...withoutDiabetes, patient: patient('1940-01-01') },
    'sex not one of the equation': { ...withoutDiabetes, patient: { ...woman, gender: 'unknown' } },
    pregnant: {
      ...base,
      patient: patient('1986-01-01'),
      conditions: [condition('44054006'), condition('77386006')],
    },
    'statin intolerance on file': {
      ...base,
      allergies: [
        allergy('83367', {
          code: { coding: [{ system: 'http://snomed.info/sct', code: '372912004' }] },
        }),
      ],
    },
  },
  fires: {
    'familial hypercholesterolaemia, whatever LDL-C is now': {
      ...withoutDiabetes,
      conditions: [icd('E78.01')],
      ldl: [ldl(120)],
      expect: { card: 'indicated', values: { reason: 'Familial hypercholesterolaemia' } },
    },
    'an allergy to nystatin is none to statins': {
      ...base,
      conditions: [condition('53741008')],
      allergies: [allergy('0', { code: { text: 'Nystatin' } })],
      expect: { card: 'indicated' },
    },
    'earlier coronary disease': {
      ...base,
      conditions: [condition('53741008')],
      expect: {
        card: 'indicated',
        values: {
          reason: 'Atherosclerotic disease',
          advice: 'A high-intensity statin is recommended to discuss',
          note: '',
          allergies: '',
        },
      },
    },
    'a stroke long ago, at 85 years, allergies unknown': {
      ...base,
      patient: patient('1940-05-01'),
      conditions: [
        condition('0', {
          code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z86.73' }] },
        }),
      ],
      allergies: undefined,
      expect: {
        card: 'indicated',
        values: {
          advice: 'Above 75 years a moderate- or high-intensity statin is reasonable to discuss',
          allergies: 'could not be looked at',
        },
      },
    },
    'coronary disease on the day before the 76th birthday': {
      ...base,
      patient: patient('1950-03-02'),
      conditions: [condition('53741008')],
      expect: {
        card: 'indicated',
        values: { advice: 'A high-intensity statin is recommended to discuss' },
      },
    },
    'a code that covers veins too is named as it is': {
      ...base,
      conditions: [condition('400047006')],
      expect: {
        card: 'indicated',
        values: { reason: 'Peripheral vascular disease', note: 'covers veins too' },
      },
    },
    'beside an LDL-C that is a reason by itself': {
      ...base,
      conditions: [condition('400047006')],
      ldl: [ldl(190)],
      expect: { card: 'indicated', values: { reason: 'LDL-C 190 mg/dL (2025-09-01)', note: '' } },
    },
    'beside one that is of the arteries': {
      ...base,
      conditions: [condition('400047006'), condition('399957001')],
      expect: { card: 'indicated', values: { reason: 'Atherosclerotic disease', note: '' } },
    },
    'high risk, allergies unknown': {
      ...base,
      allergies: undefined,
      expect: { card: 'high', values: { allergies: ' Allergies could not be looked at.' } },
    },
    'LDL-C of 190 mg/dL': {
      ...base,
      ldl: [ldl(190)],
      expect: { card: 'indicated', values: { reason: 'LDL-C 190 mg/dL (2025-09-01)' } },
    },
    'LDL-C in mmol/L': {
      ...base,
      ldl: [observation('22748-8', 5.2, 'mmol/L', '2025-09-01')],
      expect: { card: 'indicated', values: { reason: 'LDL-C 201 mg/dL' } },
    },
    'diabetes on the 40th birthday, risk not known': {
      ...base,
      patient: patient('1986-03-01'),
      lipids: [],
      expect: { card: 'diabetes', values: { age: 40, risk: 'The 10-year risk is not known.' } },
    },
    'high risk': {
      ...base,
      expect: { card: 'high', values: { ascvd: 11.1 } },
    },
    'a high risk from before, of data that could not be read now': {
      ...withoutLipids,
      earlier: { now: '2026-02-20', ...withoutDiabetes, patient: older },
      expect: { card: 'high', values: { asOf: 'Computed 2026-02-20' } },
    },
    'high risk in SI units': {
      ...base,
      lipids: [observation('14647-2', 5.6892, 'mmol/L'), observation('14646-4', 1.1637, 'mmol/L')],
      creatinine: [observation('14682-9', 79.56, 'umol/L')],
      expect: { card: 'high', values: { ascvd: 11.1 } },
    },
    'intermediate risk without BMI: heart failure is left out': {
      ...base,
      conditions: [],
      bmi: [],
      expect: { card: 'intermediate', values: { hf: 'not calculable without BMI' } },
    },
    'an HbA1c too old to be used is said': {
      ...base,
      hba1c: [observation('4548-4', 7.2, '%', '2024-01-10')],
      expect: {
        card: 'high',
        values: { unused: 'Not used: HbA1c, because the newest result is older than 365 days.' },
      },
    },
    'a UACR that is only a limit is said': {
      ...base,
      uacr: [
        observation('14959-1', 5, 'mg/g', '2026-02-03', {
          valueQuantity: { value: 5, unit: 'mg/g', code: 'mg/g', comparator: '<' },
        }),
      ],
      expect: {
        card: 'high',
        values: { unused: 'Not used: UACR, because the result is a limit' },
      },
    },
  },
  gaps: {
    'a risk from before, and a medicine of today that nobody can identify': {
      ...withoutLipids,
      medications: [medication('999999999')],
      earlier: { now: '2026-02-20', ...withoutDiabetes, patient: older },
      expect: /whether a statin is taken/,
    },
    'diabetes, and a medicine nobody can identify': {
      ...base,
      medications: [medication('999999999')],
      expect: /whether a statin is taken/,
    },
    'earlier coronary disease, and a medicine nobody can identify': {
      ...base,
      conditions: [condition('53741008')],
      medications: [medication('999999999')],
      expect: /whether a statin is taken/,
    },
  },
})
