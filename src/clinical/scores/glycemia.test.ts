import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { glycemia } from './glycemia.ts'

testScore(glycemia, {
  values: {
    'HbA1c 5.69': { inputs: { hba1c: 5.69 }, expect: { category: 'normal' } },
    'HbA1c 5.7': { inputs: { hba1c: 5.7 }, expect: { category: 'prediabetes' } },
    'HbA1c 6.49': { inputs: { hba1c: 6.49 }, expect: { category: 'prediabetes' } },
    'HbA1c 6.5': { inputs: { hba1c: 6.5 }, expect: { category: 'diabetes' } },
    'fasting glucose 100': { inputs: { fpg: 100 }, expect: { category: 'prediabetes' } },
    'fasting glucose 126': { inputs: { fpg: 126 }, expect: { category: 'diabetes' } },
    'two-hour glucose 140': { inputs: { ogtt2h: 140 }, expect: { category: 'prediabetes' } },
    'two-hour glucose 200': { inputs: { ogtt2h: 200 }, expect: { category: 'diabetes' } },
    'the worst result counts': {
      inputs: { hba1c: 5, fpg: 110, ogtt2h: 210 },
      expect: { category: 'diabetes' },
    },
  },
  notCalculable: {
    'no result at all': { inputs: {}, expect: ['hba1c-missing'] },
    'HbA1c in mmol/mol': { inputs: { hba1c: 48 }, expect: ['hba1c-out-of-range'] },
    'glucose in mmol/L': { inputs: { fpg: 7 }, expect: ['fpg-out-of-range'] },
    'a number in a text': { inputs: { hba1c: '6.1' }, expect: ['hba1c-invalid'] },
  },
})

test('a further result never makes the range better', () => {
  const RANGES = ['normal', 'prediabetes', 'diabetes']
  const rank = (inputs: object) => {
    const result = runScore(glycemia, inputs)
    return 'value' in result ? RANGES.indexOf(result.value.category) : Number.NaN
  }
  fc.assert(
    fc.property(
      fc.double({ min: 2, max: 25, noNaN: true }),
      fc.integer({ min: 10, max: 2000 }),
      (hba1c, fpg) => {
        expect(rank({ hba1c, fpg })).toBe(Math.max(rank({ hba1c }), rank({ fpg })))
      },
    ),
  )
})
