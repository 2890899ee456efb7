import { expect, test } from '@jest/globals'
import { testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { egfrCreatinineCystatinC, egfrCystatinC } from './ckd-epi-cystatin.ts'
import { creatinineClearance } from './cockcroft-gault.ts'
import { fib4, fib4Category } from './fib4.ts'
import { kfre4 } from './kfre4.ts'
import { meld3 } from './meld3.ts'
import { pce, pceCategory } from './pce.ts'

const kidney = { creatinine: 1.1, cystatinC: 1.3, age: 66, sex: 'female' } as const

testScore(egfrCreatinineCystatinC, {
  values: { 'a woman of 66': { inputs: kidney, expect: { egfr: 53.843 }, tolerance: 0.001 } },
  notCalculable: {
    'creatinine in µmol/L': {
      inputs: { ...kidney, creatinine: 97 },
      expect: ['creatinine-out-of-range'],
    },
    'a child': { inputs: { ...kidney, age: 12 }, expect: ['age-out-of-range'] },
    'no cystatin C': { inputs: { ...kidney, cystatinC: undefined }, expect: ['cystatinC-missing'] },
  },
})

testScore(egfrCystatinC, {
  values: {
    'a woman of 66': {
      inputs: { cystatinC: 1.3, age: 66, sex: 'female' },
      expect: { egfr: 49.931 },
      tolerance: 0.001,
    },
  },
  notCalculable: {
    'no sex': { inputs: { cystatinC: 1.3, age: 66, sex: undefined }, expect: ['sex-missing'] },
  },
})

const clearance = { creatinine: 1.2, age: 72, sex: 'female', weightKg: 55 } as const
testScore(creatinineClearance, {
  values: { 'a woman of 72': { inputs: clearance, expect: { crcl: 36.794 }, tolerance: 0.001 } },
  notCalculable: {
    'weight in pounds of a giant': {
      inputs: { ...clearance, weightKg: 500 },
      expect: ['weightKg-out-of-range'],
    },
    'no weight': { inputs: { ...clearance, weightKg: undefined }, expect: ['weightKg-missing'] },
  },
})

const liver = { age: 50, ast: 40, alt: 40, platelets10e9L: 200 } as const
testScore(fib4, {
  values: {
    'a man of 50': {
      inputs: liver,
      expect: { fib4: 1.581, category: 'indeterminate' },
      tolerance: 0.001,
    },
  },
  notCalculable: {
    'below 35 years': { inputs: { ...liver, age: 34 }, expect: ['age-out-of-range'] },
    'platelets per µL': {
      inputs: { ...liver, platelets10e9L: 200_000 },
      expect: ['platelets10e9L-out-of-range'],
    },
  },
})

test.each([
  [1.29, 64, 'low'],
  [1.3, 64, 'indeterminate'],
  [1.99, 65, 'low'],
  [2, 65, 'indeterminate'],
  [2.67, 50, 'indeterminate'],
  [2.68, 50, 'high'],
] as const)('FIB-4 %d at %d years is %s', (value, age, category) => {
  expect(fib4Category(value, age)).toBe(category)
})

const failure = {
  age: 60,
  sex: 'male',
  egfr: 30,
  uacrMgG: 500,
  northAmerica: true,
  years: 2,
} as const
testScore(kfre4, {
  values: {
    'a man of 60 in North America': {
      inputs: failure,
      expect: { riskPct: 10.7451 },
      tolerance: 0.0001,
    },
    'the published woman of 57, at five years': {
      inputs: {
        age: 57.28,
        sex: 'female',
        egfr: 15,
        uacrMgG: 1762.00184,
        northAmerica: false,
        years: 5,
      },
      expect: { riskPct: 89.89 },
      tolerance: 0.006,
    },
  },
  notCalculable: {
    'eGFR of 60: not made for it': {
      inputs: { ...failure, egfr: 60 },
      expect: ['egfr-out-of-range'],
    },
    'three years': { inputs: { ...failure, years: 3 }, expect: ['years-invalid'] },
  },
})

const cirrhosis = {
  ...{ sex: 'male', bilirubin: 2, sodium: 138, inr: 1.5, creatinine: 1.2, albumin: 3.5 },
  dialysisTwicePastWeek: false,
} as const
testScore(meld3, {
  values: { 'a man': { inputs: cirrhosis, expect: { raw: 14.877, score: 15 }, tolerance: 0.001 } },
  notCalculable: {
    'albumin in g/L': { inputs: { ...cirrhosis, albumin: 35 }, expect: ['albumin-out-of-range'] },
    'no INR': { inputs: { ...cirrhosis, inr: undefined }, expect: ['inr-missing'] },
  },
})

test('MELD counts sodium, albumin and creatinine only within their bounds; dialysis is creatinine 3', () => {
  const scoreOf = (more: object) => {
    const result = runScore(meld3, { ...cirrhosis, ...more })
    return 'value' in result ? result.value.raw : undefined
  }
  expect(scoreOf({ sodium: 110 })).toBe(scoreOf({ sodium: 125 }))
  expect(scoreOf({ sodium: 150 })).toBe(scoreOf({ sodium: 137 }))
  expect(scoreOf({ albumin: 1 })).toBe(scoreOf({ albumin: 1.5 }))
  expect(scoreOf({ creatinine: 9 })).toBe(scoreOf({ creatinine: 3 }))
  expect(scoreOf({ dialysisTwicePastWeek: true })).toBe(scoreOf({ creatinine: 3 }))
  expect(scoreOf({ sodium: 126 })).not.toBe(scoreOf({ sodium: 125 }))
})

const heart = {
  ...{ race: 'white', sex: 'female', age: 55, totalCholesterol: 213, hdl: 50, sbp: 120 },
  ...{ bpTreated: 0, smoker: 0, diabetes: 0 },
} as const
testScore(pce, {
  values: {
    'the example of the paper: a white woman': {
      inputs: heart,
      expect: { ascvdPct: 2.05 },
      tolerance: 0.005,
    },
    'a black woman': {
      inputs: { ...heart, race: 'black' },
      expect: { ascvdPct: 3 },
      tolerance: 0.005,
    },
    'a white man': {
      inputs: { ...heart, sex: 'male' },
      expect: { ascvdPct: 5.38 },
      tolerance: 0.005,
    },
    'a black man': {
      inputs: { ...heart, race: 'black', sex: 'male' },
      expect: { ascvdPct: 6.06 },
      tolerance: 0.006,
    },
  },
  notCalculable: {
    '39 years': { inputs: { ...heart, age: 39 }, expect: ['age-out-of-range'] },
    'cholesterol in mmol/L': {
      inputs: { ...heart, totalCholesterol: 5.5 },
      expect: ['totalCholesterol-out-of-range'],
    },
    'another race: the caller has to say by which set': {
      inputs: { ...heart, race: 'other' },
      expect: ['race-invalid'],
    },
  },
})

test.each([
  [4.99, 'low'],
  [5, 'borderline'],
  [7.5, 'intermediate'],
  [20, 'high'],
] as const)('PCE %d %% is %s', (pct, category) => expect(pceCategory(pct)).toBe(category))
