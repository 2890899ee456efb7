import { expect, test } from '@jest/globals'
import { testScore } from '../../testing.ts'
import { pce, pceCategory } from './pce.ts'

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
    'a race that is no set': { inputs: { ...heart, race: 'green' }, expect: ['race-invalid'] },
  },
})

test.each([
  [4.99, 'low'],
  [5, 'borderline'],
  [7.5, 'intermediate'],
  [20, 'high'],
] as const)('PCE %d %% is %s', (pct, category) => expect(pceCategory(pct)).toBe(category))
