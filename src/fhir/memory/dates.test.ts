import { expect, test } from '@jest/globals'
import { dateTest, spanOf, spanOfPeriod } from './dates.ts'

test.each([
  ['2024', '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
  ['2024-02', '2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z'],
  ['2024-12-31', '2024-12-31T00:00:00Z', '2025-01-01T00:00:00Z'],
  ['2024-02-03T04:05', '2024-02-03T04:05:00Z', '2024-02-03T04:06:00Z'],
  ['2024-02-03T04:05:06+02:00', '2024-02-03T02:05:06Z', '2024-02-03T02:05:07Z'],
  ['2024-02-03T00:30:00.250-05:00', '2024-02-03T05:30:00.250Z', '2024-02-03T05:30:00.251Z'],
])('%s is from %s up to %s', (text, start, end) => {
  expect(spanOf(text)).toEqual({ start: Date.parse(start), end: Date.parse(end) })
})

test.each(['', 'today', '2024-1', '24', '2024-01-01 10:00'])('%j is no date', (text) => {
  expect(spanOf(text)).toBeUndefined()
  expect(dateTest(`ge${text}`)).toBeUndefined()
})

/** Which of these days meet each prefix with the month of May. */
const days = ['2024-04-30', '2024-05-01', '2024-05-31', '2024-06-01']
test.each([
  ['', [1, 2]],
  ['eq', [1, 2]],
  ['ne', [0, 3]],
  ['gt', [3]],
  ['ge', [1, 2, 3]],
  ['lt', [0]],
  ['le', [0, 1, 2]],
  ['sa', [3]],
  ['eb', [0]],
])('%s2024-05', (prefix, expected) => {
  const meets = dateTest(`${prefix}2024-05`)
  const met = days.flatMap((day, index) => {
    const span = spanOf(day)
    return span !== undefined && meets?.(span) ? [index] : []
  })
  expect(met).toEqual(expected)
})

test('an instant is compared across zones', () => {
  const span = spanOf('2024-05-01T01:00:00+05:00')
  expect(span && dateTest('lt2024-05-01')?.(span)).toBe(true)
})

test('a Period without end goes on', () => {
  expect(spanOfPeriod('2024', undefined)).toEqual({ start: Date.UTC(2024), end: Infinity })
  expect(spanOfPeriod(undefined, undefined)).toBeUndefined()
})

test('ap has no meaning here', () => {
  expect(dateTest('ap2024')).toBeUndefined()
})
