import { expect, test } from '@jest/globals'
import { round } from './round.ts'

test.each([
  [1.005, 2, 1.01],
  [10.075, 2, 10.08],
  [6.543, 1, 6.5],
  [2.5, 0, 3],
  [-2.5, 0, -3],
  [-0.2, 0, 0],
  [1e-7, 2, 0],
  [1.23e21, 2, 1.23e21],
  [59.5, undefined, 60],
  [1234, -2, 1200],
])('%s to %s digits is %s', (value, digits, expected) =>
  expect(round(value, digits)).toBe(expected),
)

test('what is no number stays none', () => {
  expect(round(Number.NaN, 1)).toBeNaN()
  expect(round(Number.POSITIVE_INFINITY, 1)).toBe(Number.POSITIVE_INFINITY)
})
