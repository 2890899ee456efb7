import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { codeGroup } from '../codes/groups.ts'
import { LOINC } from '../codes/systems.ts'
import { latest } from './latest.ts'

const now = new Date('2026-03-01T12:00:00Z')
const hba1c = codeGroup('hba1c')

function result(value: unknown, effectiveDateTime: string | undefined, more: object = {}) {
  return {
    resourceType: 'Observation',
    id: `r-${value}-${effectiveDateTime}`,
    status: 'final',
    code: { coding: [{ system: LOINC, code: '4548-4' }] },
    effectiveDateTime,
    valueQuantity: { value, unit: '%', code: '%' },
    ...more,
  }
}

const read = (observations: readonly unknown[] | undefined, withinDays?: number) =>
  latest(observations, hba1c, '%', withinDays === undefined ? { now } : { now, withinDays })

describe('none on file', () => {
  test.each([
    ['no list', undefined],
    ['an empty list', []],
    ['junk', [null, undefined, 5, 'x', {}]],
    ['another code', [result(6, '2026-01-01', { code: { coding: [] } })]],
    ['entered in error', [result(6, '2026-01-01', { status: 'entered-in-error' })]],
    ['preliminary', [result(6, '2026-01-01', { status: 'preliminary' })]],
    ['in the future', [result(6, '2026-05-01')]],
  ])('%s', (_name, observations) => expect(read(observations)).toBeUndefined())
})

describe('the newest decides', () => {
  const older = result(6, '2026-01-01')

  test.each([
    ['comparator', result(7, '2026-02-01', { valueQuantity: { value: 7, comparator: '>' } })],
    ['no-unit', result(7, '2026-02-01', { valueQuantity: { value: 7 } })],
    ['wrong-unit', result(7, '2026-02-01', { valueQuantity: { value: 7, unit: 'mg/dL' } })],
    ['data-absent', result(7, '2026-02-01', { dataAbsentReason: { text: 'lost' } })],
    ['no-value', result(7, '2026-02-01', { valueQuantity: undefined })],
  ])('even when it cannot be used: %s', (code, newest) => {
    expect(read([older, newest])).toMatchObject({
      usable: false,
      reason: { code },
      date: '2026-02-01',
    })
  })

  test('and not what does not count', () => {
    const inError = result(9, '2026-02-01', { status: 'entered-in-error' })
    expect(read([older, inError])).toMatchObject({ value: 6, date: '2026-01-01' })
  })

  test.each([
    ['2025-03-01', 365, true],
    ['2025-02-28', 365, false],
    ['2025', 365, false],
    ['2026-02', 28, true],
  ])('%s within %s days: %s', (date, withinDays, usable) => {
    const answer = read([result(6, date)], withinDays)
    expect(answer).toMatchObject(
      usable ? { usable, value: 6 } : { reason: { code: 'stale' }, date },
    )
  })

  test('undated results count only when there is nothing else, and then they are no help', () => {
    expect(read([result(6, undefined)])).toMatchObject({ reason: { code: 'undated' } })
    expect(read([result(6, 'last week')])).toMatchObject({ reason: { code: 'undated' } })
    expect(read([result(9, undefined), older])).toMatchObject({ value: 6 })
  })

  test('on one day: the later hour, then the later issue', () => {
    const morning = result(6, '2026-02-01T08:00:00Z')
    const evening = result(7, '2026-02-01T20:00:00Z')
    expect(read([evening, morning])).toMatchObject({ value: 7 })
    const first = result(6, '2026-02-01', { issued: '2026-02-01T09:00:00Z' })
    const second = result(7, '2026-02-01', { issued: '2026-02-01T10:00:00Z' })
    expect(read([second, first])).toMatchObject({ value: 7 })
    expect(read([first, second])).toMatchObject({ value: 7 })
  })

  test('the order of the input never does', () => {
    const results = fc.array(
      fc
        .record({
          value: fc.integer({ min: 4, max: 9 }),
          day: fc.constantFrom('2026', '2026-02', '2026-02-01', '2026-02-01T08:00:00Z', undefined),
          id: fc.constantFrom('a', 'b', undefined),
          issued: fc.constantFrom('2026-02-02T00:00:00Z', undefined),
          unit: fc.constantFrom('%', 'mmol/mol', undefined),
        })
        .map(({ value, day, id, issued, unit }) =>
          result(value, day, { id, issued, valueQuantity: { value, unit } }),
        ),
      { maxLength: 6 },
    )
    const shuffled = results.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    )
    fc.assert(fc.property(shuffled, ([list, other]) => expect(read(other)).toEqual(read(list))))
  })
})

describe('where it looks', () => {
  const systolic = codeGroup('bp-systolic')
  const panel = (value: number, date: string) => ({
    ...result(0, date),
    code: { coding: [{ system: LOINC, code: '85354-9' }] },
    valueQuantity: undefined,
    component: [
      {
        code: { coding: [{ system: LOINC, code: '8462-4' }] },
        valueQuantity: { value: 80, unit: 'mmHg' },
      },
      {
        code: { coding: [{ system: LOINC, code: '8480-6' }] },
        valueQuantity: { value, unit: 'mmHg' },
      },
    ],
  })
  const single = (value: number, date: string) => ({
    ...result(0, date),
    code: { coding: [{ system: LOINC, code: '8480-6' }] },
    valueQuantity: { value, unit: 'mm[Hg]' },
  })

  test('panels and single readings alike', () => {
    const both = [panel(140, '2026-02-02'), single(120, '2026-02-01')]
    expect(latest(both, systolic, 'mm[Hg]', { now })).toMatchObject({ value: 140 })
    const reverse = [panel(140, '2026-02-01'), single(120, '2026-02-02')]
    expect(latest(reverse, systolic, 'mm[Hg]', { now })).toMatchObject({ value: 120 })
  })

  test('a panel without that part is none on file', () => {
    const diastolicOnly = { ...panel(140, '2026-02-02'), component: [] }
    expect(latest([diastolicOnly], systolic, 'mm[Hg]', { now })).toBeUndefined()
  })

  test('anything, where the query has chosen', () => {
    expect(latest([result(6, '2026-02-01')], undefined, '%', { now })).toMatchObject({ value: 6 })
  })

  test('inputs stay as they are', () => {
    const input = [panel(140, '2026-02-02'), single(120, '2026-02-01')]
    const before = structuredClone(input)
    latest(input, systolic, 'mm[Hg]', { now })
    expect(input).toEqual(before)
  })
})
