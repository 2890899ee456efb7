import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { cha2ds2Vasc } from './cha2ds2-vasc.ts'
import { adaRiskTest, findrisc } from './diabetes-risk.ts'
import { hasBled } from './has-bled.ts'
import { hospitalScore } from './hospital-score.ts'

const af = {
  ...{ age: 60, sex: 'male', heartFailure: 0, hypertension: 0, diabetes: 0 },
  ...{ strokeTiaTe: 0, vascularDisease: 0 },
} as const
/** Score 0 to 9 and the rate of the paper. */
const RATES = [
  [af, 0, 0.2],
  [{ ...af, age: 65 }, 1, 0.6],
  [{ ...af, age: 75 }, 2, 2.2],
  [{ ...af, age: 74, hypertension: 1, diabetes: 1 }, 3, 3.2],
  [{ ...af, age: 75, hypertension: 1, diabetes: 1 }, 4, 4.8],
  [{ ...af, age: 75, hypertension: 1, strokeTiaTe: 1 }, 5, 7.2],
  [{ ...af, age: 75, hypertension: 1, strokeTiaTe: 1, heartFailure: 1 }, 6, 9.7],
  [{ ...af, age: 75, sex: 'female', hypertension: 1, strokeTiaTe: 1, heartFailure: 1 }, 7, 11.2],
  [
    {
      ...af,
      age: 75,
      hypertension: 1,
      strokeTiaTe: 1,
      heartFailure: 1,
      diabetes: 1,
      vascularDisease: 1,
    },
    8,
    10.8,
  ],
  [
    {
      ...af,
      age: 75,
      sex: 'female',
      hypertension: 1,
      strokeTiaTe: 1,
      heartFailure: 1,
      diabetes: 1,
      vascularDisease: 1,
    },
    9,
    12.2,
  ],
] as const

testScore(cha2ds2Vasc, {
  values: Object.fromEntries(
    RATES.map(([inputs, score, strokePctPerYear]) => [
      `${score} points`,
      { inputs, expect: { score, strokePctPerYear } },
    ]),
  ),
  notCalculable: {
    'a child': { inputs: { ...af, age: 17 }, expect: ['age-out-of-range'] },
    'sex unknown': { inputs: { ...af, sex: undefined }, expect: ['sex-missing'] },
  },
})

const calm = {
  ...{ uncontrolledHypertensionSbpOver160: 0, abnormalRenal: 0, abnormalLiver: 0, stroke: 0 },
  ...{ bleedingHistory: 0, labileInr: 0, age: 60, antiplateletOrNsaid: 0, alcohol8PlusPerWeek: 0 },
} as const

testScore(hasBled, {
  values: {
    '0': { inputs: calm, expect: { score: 0, highRisk: false, bleedsPer100PatientYears: 1.13 } },
    '1: 66 years, and not 65': {
      inputs: { ...calm, age: 66 },
      expect: { score: 1, highRisk: false, bleedsPer100PatientYears: 1.02 },
    },
    '2': {
      inputs: { ...calm, age: 66, stroke: 1 },
      expect: { score: 2, highRisk: false, bleedsPer100PatientYears: 1.88 },
    },
    '3 is high': {
      inputs: { ...calm, age: 66, stroke: 1, labileInr: 1 },
      expect: { score: 3, highRisk: true, bleedsPer100PatientYears: 3.74 },
    },
    '4': {
      inputs: { ...calm, age: 66, stroke: 1, labileInr: 1, abnormalLiver: 1 },
      expect: { score: 4, highRisk: true, bleedsPer100PatientYears: 8.7 },
    },
    '5': {
      inputs: { ...calm, age: 66, stroke: 1, labileInr: 1, abnormalLiver: 1, abnormalRenal: 1 },
      expect: { score: 5, highRisk: true, bleedsPer100PatientYears: 12.5 },
    },
  },
  notCalculable: {
    'INR unknown': { inputs: { ...calm, labileInr: undefined }, expect: ['labileInr-missing'] },
  },
})

test('HAS-BLED has no rate beyond 5: the paper has too few patients', () => {
  const all = Object.fromEntries(Object.keys(calm).map((name) => [name, 1]))
  const result = runScore(hasBled, { ...all, age: 70 })
  expect(result).toMatchObject({ value: { score: 9, highRisk: true } })
  expect('value' in result && 'bleedsPer100PatientYears' in result.value).toBe(false)
})

const stay = {
  ...{ hemoglobin: 13, oncologyDischarge: 0, sodium: 140, procedure: 0, urgentAdmission: 0 },
  ...{ admissionsPrior12mo: 0, lengthOfStayDays: 2 },
} as const

testScore(hospitalScore, {
  values: {
    'nothing at all': { inputs: stay, expect: { score: 0, risk: 'low' } },
    'limits that do not count: Hb 12, sodium 135, one admission, four days': {
      inputs: {
        ...stay,
        hemoglobin: 12,
        sodium: 135,
        admissionsPrior12mo: 1,
        lengthOfStayDays: 4.9,
      },
      expect: { score: 0, risk: 'low' },
    },
    'two admissions are 2, five too': {
      inputs: { ...stay, admissionsPrior12mo: 5, lengthOfStayDays: 5 },
      expect: { score: 4, risk: 'low' },
    },
    '5 is intermediate: six admissions': {
      inputs: { ...stay, admissionsPrior12mo: 6 },
      expect: { score: 5, risk: 'intermediate' },
    },
    '6 is intermediate': {
      inputs: { ...stay, admissionsPrior12mo: 6, procedure: 1 },
      expect: { score: 6, risk: 'intermediate' },
    },
    '7 is high': {
      inputs: { ...stay, admissionsPrior12mo: 6, lengthOfStayDays: 5 },
      expect: { score: 7, risk: 'high' },
    },
    'all: 13': {
      inputs: {
        ...{ hemoglobin: 11.9, oncologyDischarge: 1, sodium: 134, procedure: 1 },
        ...{ urgentAdmission: 1, admissionsPrior12mo: 20, lengthOfStayDays: 30 },
      },
      expect: { score: 13, risk: 'high' },
    },
  },
  notCalculable: {
    'sodium unknown': { inputs: { ...stay, sodium: undefined }, expect: ['sodium-missing'] },
    'haemoglobin in g/L': {
      inputs: { ...stay, hemoglobin: 119 },
      expect: ['hemoglobin-out-of-range'],
    },
  },
})

const young = {
  ...{ age: 30, sex: 'female', gestationalDiabetes: 0, firstDegreeRelative: 0, hypertension: 0 },
  ...{ physicallyActive: 1, bmi: 22 },
} as const

testScore(adaRiskTest, {
  values: {
    'nothing at all': { inputs: young, expect: { score: 0, highRisk: false } },
    '40 years, BMI 25': { inputs: { ...young, age: 40, bmi: 25 }, expect: { score: 2 } },
    '50 years, BMI 30': {
      inputs: { ...young, age: 50, bmi: 30 },
      expect: { score: 4, highRisk: false },
    },
    '60 years, BMI 40': {
      inputs: { ...young, age: 60, bmi: 40 },
      expect: { score: 6, highRisk: true },
    },
    '5 is high': {
      inputs: { ...young, age: 60, hypertension: 1, physicallyActive: 0 },
      expect: { score: 5, highRisk: true },
    },
    'gestational diabetes of a man does not count': {
      inputs: { ...young, sex: 'male', gestationalDiabetes: 1 },
      expect: { score: 1 },
    },
  },
  notCalculable: {
    'weight in place of BMI': { inputs: { ...young, bmi: 180 }, expect: ['bmi-out-of-range'] },
  },
})

const fit = {
  ...{ age: 30, bmi: 22, waistCm: 70, sex: 'female', active30minDaily: 1, vegFruitDaily: 1 },
  ...{ bpMedication: 0, everHighGlucose: 0, familyHistory: 'none' },
} as const

testScore(findrisc, {
  values: {
    'nothing at all': { inputs: fit, expect: { score: 0, band: 'low', tenYearPct: 1 } },
    'ages 45, 55 and over 64; 64 is still 3': {
      inputs: { ...fit, age: 64 },
      expect: { score: 3, band: 'low' },
    },
    '7 is slightly elevated': {
      inputs: { ...fit, age: 65, waistCm: 80 },
      expect: { score: 7, band: 'slightly-elevated', tenYearPct: 4 },
    },
    '12 is moderate': {
      inputs: { ...fit, age: 65, waistCm: 80, everHighGlucose: 1 },
      expect: { score: 12, band: 'moderate', tenYearPct: 17 },
    },
    '15 is high': {
      inputs: { ...fit, age: 65, waistCm: 80, everHighGlucose: 1, familyHistory: 'second' },
      expect: { score: 15, band: 'high', tenYearPct: 33 },
    },
    'beyond 20 very high': {
      inputs: { ...fit, age: 65, bmi: 31, waistCm: 89, everHighGlucose: 1, familyHistory: 'first' },
      expect: { score: 21, band: 'very-high', tenYearPct: 50 },
    },
    'a man of 102 cm is not over it': {
      inputs: { ...fit, sex: 'male', waistCm: 102 },
      expect: { score: 3 },
    },
  },
  notCalculable: {
    'waist in inches': { inputs: { ...fit, waistCm: 28 }, expect: ['waistCm-out-of-range'] },
  },
})

describe('contributions', () => {
  const bool = fc.boolean()
  test('of point scores add up to the score', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 18, max: 120 }),
        fc.array(bool, { minLength: 8, maxLength: 8 }),
        (age, flags) => {
          const names = Object.keys(calm).filter((name) => name !== 'age')
          const inputs = { age, ...Object.fromEntries(names.map((name, i) => [name, flags[i]])) }
          const result = runScore(hasBled, inputs)
          if (!('value' in result)) throw new Error('calculable')
          const { score, contributions } = result.value
          expect(Object.values(contributions).reduce((sum, each) => sum + each, 0)).toBe(score)
        },
      ),
      { seed: 4 },
    )
  })
})
