import { describe, expect, test } from '@jest/globals'
import { count, day, duration, number, quantity, yearsOld } from './format.ts'

const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ')

describe('day', () => {
  test.each([
    ['2026-03-04', '4 Mar 2026'],
    ['2026-03-04T23:30:00-08:00', '4 Mar 2026'],
    ['2026-03', 'Mar 2026'],
    ['2026', '2026'],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (date, expected) => {
    expect(plain(day(date))).toBe(expected)
  })
})

describe('yearsOld', () => {
  test.each([
    ['1960-03-04', '2026-03-04', 66],
    ['1960-03-04', '2026-03-03', 65],
    ['1960-03', '2026-03-03', undefined],
    [undefined, '2026-03-03', undefined],
  ])('born %s, on %s', (birthDate, today, expected) => {
    expect(yearsOld(birthDate, today)).toBe(expected)
  })
})

describe('numbers and units', () => {
  test.each([
    [1234.567, undefined, '1,234.57'],
    [27, 'mL/min/{1.73_m2}', '27 mL/min/1.73 m²'],
    [130, 'mm[Hg]', '130 mmHg'],
    [5.5, '%', '5.5 %'],
    [80, 'umol/L', '80 µmol/L'],
    [40, '[IU]/L', '40 IU/L'],
    [12, '{score}', '12'],
    [3, '{tablet}/d', '3 tablet/d'],
  ])('%d %s', (value, unit, expected) => {
    expect(plain(quantity(value, unit))).toBe(expected)
  })

  test('digits, durations and counts', () => {
    expect(number(1.2345, 0)).toBe('1')
    expect([0.42, 12.3, 1500].map(duration).map(plain)).toEqual(['0.4 ms', '12 ms', '1.5 s'])
    expect([0, 1, 2].map((many) => count(many, 'card'))).toEqual(['0 cards', '1 card', '2 cards'])
  })
})
