import { expect, test } from '@jest/globals'
import { isAwaited } from './awaited.ts'

const now = new Date('2026-03-01')
const isRequestAwaited = (more: object, withinDays?: number) =>
  isAwaited({ resourceType: 'ServiceRequest', status: 'active', ...more }, now, withinDays)

test.each([
  ['written today', { authoredOn: '2026-03-01' }, true],
  ['written 92 days ago', { authoredOn: '2025-11-29' }, true],
  ['written 93 days ago', { authoredOn: '2025-11-28' }, false],
  ['of which no day is known', {}, true],
  ['written long ago, on hold', { status: 'on-hold', authoredOn: '2022-03-01' }, false],
  ['that is done', { status: 'completed', authoredOn: '2026-02-20' }, false],
  [
    'written long ago for a day soon',
    { authoredOn: '2025-03-01', occurrenceDateTime: '2026-03-10' },
    true,
  ],
  [
    'written now for a day far off',
    { authoredOn: '2026-03-01', occurrenceDateTime: '2026-06-03' },
    false,
  ],
  ['whose day is long past', { occurrenceDateTime: '2025-11-28' }, false],
  [
    'whose period is not over',
    { occurrencePeriod: { start: '2025-01-01', end: '2026-12-31' } },
    true,
  ],
  [
    'whose period is over',
    { occurrencePeriod: { start: '2025-01-01', end: '2025-06-30' }, authoredOn: '2026-02-20' },
    false,
  ],
  ['whose period began long ago and says no end', { occurrencePeriod: { start: '2022' } }, false],
  [
    'that is repeated in bounds that are not over',
    { occurrenceTiming: { repeat: { boundsPeriod: { start: '2024-01-01', end: '2026-12-31' } } } },
    true,
  ],
  ['repeated on days that are past', { occurrenceTiming: { event: ['2025-01-01'] } }, false],
  [
    'repeated on days of which one comes',
    { occurrenceTiming: { event: ['2025-01-01', '2026-03-10'] } },
    true,
  ],
  ['whose days are odd', { occurrenceDateTime: 7, occurrencePeriod: 'soon' }, true],
])('a request %s: %#', (_, more, expected) => {
  expect(isRequestAwaited(more)).toBe(expected)
})

test('the days can be more', () => {
  expect(isRequestAwaited({ authoredOn: '2025-03-01' }, 365)).toBe(true)
  expect(isRequestAwaited({ authoredOn: '2025-02-28' }, 365)).toBe(false)
})

test('what is no resource is not awaited', () => {
  expect(isAwaited(null, now)).toBe(false)
})
