import { expect, test } from '@jest/globals'
import { leftTexts, pointText, rangeText } from './words.ts'

const trend = { input: 'x', title: 'X', unit: 'mg/dL', points: [], left: [] }
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test('a point says value, unit, day and where it lies', () => {
  const point = { date: '2026-02-03', value: 1.4 }
  expect(plain(pointText(point, { ...trend, high: 1.1 }))).toBe(
    '1.4 mg/dL on 3 Feb 2026, above the reference range',
  )
  expect(plain(pointText(point, trend))).toBe('1.4 mg/dL on 3 Feb 2026')
})

test.each([
  [{ low: 0.6, high: 1.1 }, 'Reference range 0.6 to 1.1 mg/dL'],
  [{ low: 50 }, 'Reference range: 50 mg/dL and more'],
  [{ high: 200 }, 'Reference range: up to 200 mg/dL'],
  [{}, 'No reference range'],
])('%j', (range, expected) => {
  expect(plain(rangeText({ ...trend, ...range }))).toBe(expected)
})

test('one reason for many results is said once', () => {
  const reason = (text: string) => ({ code: 'unit', text })
  expect(leftTexts({ left: [reason('no unit'), reason('too old'), reason('no unit')] })).toEqual([
    'no unit (2 results)',
    'too old',
  ])
})
