import { describe, expect, test } from '@jest/globals'
import { dated } from './days.ts'

const now = new Date('2026-03-31T23:30:00Z')

test.each([
  ['@', '2026-03-31'],
  ['@-35d', '2026-02-24'],
  ['@+7dT09:30', '2026-04-07T09:30:00Z'],
  ['@-58y-40d', '1968-02-20'],
  ['@-1m', '2026-02-28'],
  ['@-25m', '2024-02-29'],
  ['@-2dT14:00', '2026-03-29T14:00:00Z'],
])('%s is %s', (text, day) => {
  expect(dated(text, now)).toBe(day)
})

test('however deep it stands, and nothing else is touched', () => {
  const value = { a: [{ b: '@-1d', c: 'me@example.org' }], d: 7, e: null, f: true }
  expect(dated(value, now)).toEqual({
    a: [{ b: '2026-03-30', c: 'me@example.org' }],
    d: 7,
    e: null,
    f: true,
  })
})

describe('what is no day is an error, at the start', () => {
  test.each(['@-3w', '@35d', '@-1dT9:30', '@today'])('%s', (text) => {
    expect(() => dated(text, now)).toThrow('is no day')
  })
})
