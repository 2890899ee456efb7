import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { clinicalDate, daysBefore, instantOf, isFuture, lastInstantOf, shownDay } from './dates.ts'

const now = new Date('2026-03-01T12:00:00Z')

describe('instants', () => {
  test.each([
    '',
    'unknown',
    '03/01/2026',
    '2026-13',
    '2026-02-30',
    '2026-00-01',
    '0001-01-01',
    '0099',
    '2026-02-03T',
    '2026-02-03T25:00',
    '2026-02-03T10:00:00+0100',
    '2026-02-03 10:00',
    '20260203',
  ])('%j is no date', (date) => {
    expect(instantOf(date)).toBeUndefined()
    expect(daysBefore(date, now)).toBeUndefined()
    expect(isFuture(date, now)).toBe(false)
  })

  test.each([
    ['2026', '2026-01-01T00:00:00.000Z', '2026-12-31T23:59:59.999Z'],
    ['2026-02', '2026-02-01T00:00:00.000Z', '2026-02-28T23:59:59.999Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    ['1978-10-22T10:23', '1978-10-22T10:23:00.000Z', '1978-10-22T10:23:00.000Z'],
    ['1978-10-22T10:23:45', '1978-10-22T10:23:45.000Z', '1978-10-22T10:23:45.000Z'],
    ['2026-02-03T23:30:00-05:00', '2026-02-04T04:30:00.000Z', '2026-02-04T04:30:00.000Z'],
    ['2026-02-03T10:00:00.123456Z', '2026-02-03T10:00:00.123Z', '2026-02-03T10:00:00.123Z'],
  ])('%s lasts from %s to %s', (date, from, to) => {
    expect(new Date(instantOf(date) ?? Number.NaN).toISOString()).toBe(from)
    expect(new Date(lastInstantOf(date) ?? Number.NaN).toISOString()).toBe(to)
  })

  test('a shorter date never begins after the longer one that it shortens', () => {
    const dates = fc.date({
      min: new Date('1900-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(dates, fc.constantFrom(4, 7, 10), (date, length) => {
        const whole = date.toISOString()
        const short = whole.slice(0, length)
        const at = instantOf(whole) ?? Number.NaN
        expect(at).toBe(date.getTime())
        expect(instantOf(short)).toBeLessThanOrEqual(at)
        expect(lastInstantOf(short)).toBeGreaterThanOrEqual(at)
      }),
    )
  })
})

describe('the future', () => {
  test.each([
    ['2026-03-02', false],
    ['2026-03-02T11:00:00Z', false],
    ['2026-03-03', true],
    ['2026-03', false],
    ['2026', false],
    ['2026-04', true],
    ['2027', true],
  ])('%s: %s', (date, expected) => expect(isFuture(date, now)).toBe(expected))

  test.each([
    ['2026-03-01', 0],
    ['2026-02-28T12:00:00Z', 1],
    ['2025-03-01', 365],
    ['2026-02', 28],
    ['2026-03-03', -2],
  ])('%s was %s days ago', (date, days) => expect(daysBefore(date, now)).toBe(days))
})

describe('the clinical date', () => {
  test.each([
    ['no resource', undefined],
    ['null', null],
    ['no date', { resourceType: 'Observation' }],
    ['no date that parses', { effectiveDateTime: 'last week', issued: 5, date: null }],
    ['empty periods', { effectivePeriod: {}, performedPeriod: { start: '' } }],
  ])('%s', (_name, resource) => expect(clinicalDate(resource)).toBeUndefined())

  test.each([
    [{ effectiveDateTime: '2026-02-03', issued: '2026-02-05T00:00:00Z' }],
    [{ effectiveDateTime: 'junk', issued: '2026-02-03' }],
    [{ effectiveInstant: '2026-02-03' }],
    [{ effectiveTiming: { event: ['2026-02-03'] } }],
    [{ effectivePeriod: { start: '2026-02-03', end: '2027-02-03' } }],
    [{ effectivePeriod: { end: '2026-02-03' } }],
    [{ performedDateTime: '2026-02-03' }],
    [{ performedPeriod: { start: '2026-02-03' } }],
    [{ onsetDateTime: '2026-02-03', recordedDate: '2026-02-10' }],
    [{ recordedDate: '2026-02-03' }],
    [{ occurrenceDateTime: '2026-02-03' }],
    [{ authoredOn: '2026-02-03' }],
    [{ dateWritten: '2026-02-03' }],
    [{ whenHandedOver: '2026-02-03' }],
    [{ period: { start: '2026-02-03', end: '2026-02-08' } }],
    [{ date: '2026-02-03' }],
    [{ issued: '2026-02-03' }],
  ])('of %j', (resource) => expect(clinicalDate(resource)).toBe('2026-02-03'))
})

test.each([
  ['2026-02-03T10:00:00Z', '2026-02-03'],
  ['2026-02', '2026-02'],
  [undefined, 'date unknown'],
])('%s is shown as %s', (date, shown) => {
  expect(shownDay(date)).toBe(shown)
})
