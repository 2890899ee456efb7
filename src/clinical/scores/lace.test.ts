import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { charlsonPoints, lace, lengthOfStayPoints } from './lace.ts'

const least = { lengthOfStayDays: 0, acute: false, charlson: 0, edVisits6mo: 0 }

testScore(lace, {
  values: {
    'nothing at all': { inputs: least, expect: { score: 0, band: 'low', highRisk: false } },
    'everything: 19': {
      inputs: { lengthOfStayDays: 90, acute: 1, charlson: 12, edVisits6mo: 30 },
      expect: { score: 19, band: 'high', highRisk: true },
    },
    '4 is low': { inputs: { ...least, lengthOfStayDays: 4 }, expect: { score: 4, band: 'low' } },
    '5 is moderate': {
      inputs: { ...least, lengthOfStayDays: 7 },
      expect: { score: 5, band: 'moderate', highRisk: false },
    },
    '9 is moderate': {
      inputs: { ...least, charlson: 4, edVisits6mo: 4 },
      expect: { score: 9, band: 'moderate', highRisk: false },
    },
    '10 is high': {
      inputs: { ...least, lengthOfStayDays: 14, acute: true },
      expect: { score: 10, band: 'high', highRisk: true },
    },
  },
  notCalculable: {
    'discharged before admission': {
      inputs: { ...least, lengthOfStayDays: -1 },
      expect: ['lengthOfStayDays-out-of-range'],
    },
    'half a visit': { inputs: { ...least, edVisits6mo: 0.5 }, expect: ['edVisits6mo-invalid'] },
    'acute in words': { inputs: { ...least, acute: 'yes' }, expect: ['acute-invalid'] },
  },
})

test.each([
  [0.9, 0],
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [6, 4],
  [7, 5],
  [13, 5],
  [14, 7],
  [30, 7],
])('a stay of %d days: %i points', (days, points) => {
  expect(lengthOfStayPoints(days)).toBe(points)
})

test.each([
  [0, 0],
  [3, 3],
  [4, 5],
  [20, 5],
])('Charlson %i: %i points', (charlson, points) => {
  expect(charlsonPoints(charlson)).toBe(points)
})

test('no item ever lowers the score', () => {
  const item = fc.record({
    lengthOfStayDays: fc.integer({ min: 0, max: 60 }),
    acute: fc.constant(false),
    charlson: fc.integer({ min: 0, max: 20 }),
    edVisits6mo: fc.integer({ min: 0, max: 20 }),
  })
  const score = (inputs: object) => {
    const result = runScore(lace, inputs)
    return 'value' in result ? result.value.score : Number.NaN
  }
  fc.assert(
    fc.property(item, (each) => {
      const before = score(each)
      expect(before).toBeLessThanOrEqual(16)
      expect(score({ ...each, acute: true })).toBe(before + 3)
      for (const key of ['lengthOfStayDays', 'charlson', 'edVisits6mo'] as const)
        expect(score({ ...each, [key]: each[key] + 1 })).toBeGreaterThanOrEqual(before)
    }),
  )
})
