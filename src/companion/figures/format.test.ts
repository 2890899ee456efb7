import { expect, test } from '@jest/globals'
import { numberText, signedText, valueText } from './format.ts'

test.each([
  [undefined, '–'],
  [null, '–'],
  [true, 'yes'],
  [100.237, '100.24'],
  ['not-due', 'not due'],
  ['hba1c', 'with HbA1c'],
  [['a', false], 'a; no'],
  [{ value: 2, of: 'three' }, '2 three'],
])('%j is shown as %s', (value, text) => {
  expect(valueText(value)).toBe(text)
})

test('signs are true ones, and what is no number is none', () => {
  expect([numberText(-0.44, 1), numberText(Number.NaN, 1)]).toEqual(['−0.4', '–'])
  expect([signedText(2, 0), signedText(-2, 0), signedText(0, 0)]).toEqual(['+2', '−2', '0'])
})
