import { describe, expect, test } from '@jest/globals'
import { ageAt, isAdult, isDeceased, sexOf } from './patient.ts'

const now = new Date('2026-03-01T12:00:00Z')
const born = (birthDate: unknown) => ({ resourceType: 'Patient', birthDate })

describe('age', () => {
  test.each([
    ['absent', undefined],
    ['null', null],
    ['a number', 1960],
    ['no date', 'unknown'],
    ['an impossible day', '1960-02-30'],
    ['in the future', '2026-03-02'],
    ['only a year', '1960'],
    ['the month of the birthday, day unknown', '1960-03'],
  ])('is open: %s', (_name, birthDate) => {
    expect(ageAt(born(birthDate), now)).toBeUndefined()
    expect(isAdult(born(birthDate), now)).toBe(false)
  })

  test('is open without a patient', () => {
    expect(ageAt(undefined, now)).toBeUndefined()
    expect(ageAt(null, now)).toBeUndefined()
  })

  test.each([
    ['1960-03-01', 66],
    ['1960-03-02', 65],
    ['1960-02', 66],
    ['1960-04', 65],
    ['1978-10-22T10:23', 47],
    ['2026-03-01', 0],
    ['2004-02-29', 22],
  ])('born %s: %s years', (birthDate, age) => expect(ageAt(born(birthDate), now)).toBe(age))

  test('who was born on 29 February has no birthday on the 28th', () => {
    expect(ageAt(born('2004-02-29'), new Date('2025-02-28T12:00:00Z'))).toBe(20)
    expect(ageAt(born('2004-02-29'), new Date('2025-03-01T12:00:00Z'))).toBe(21)
  })

  test.each([
    ['2008-03-01', true],
    ['2008-03-02', false],
    ['2008-02', true],
  ])('born %s: adult %s', (birthDate, adult) => expect(isAdult(born(birthDate), now)).toBe(adult))
})

test.each([
  ['female', 'female'],
  ['male', 'male'],
  ['other', undefined],
  ['unknown', undefined],
  ['Female', undefined],
  [undefined, undefined],
])('sex %s: %s', (gender, sex) => expect(sexOf({ gender })).toBe(sex))

test.each([
  [{}, false],
  [undefined, false],
  [{ deceasedBoolean: false }, false],
  [{ deceasedBoolean: 'false' }, false],
  [{ deceasedBoolean: true }, true],
  [{ deceasedBoolean: 'true' }, true],
  [{ deceasedDateTime: '2025' }, true],
  [{ deceasedDateTime: '2026-02-28T10:00:00Z' }, true],
  [{ deceasedDateTime: 'last winter' }, true],
  [{ deceasedDateTime: '2026-04-01' }, false],
])('%j: deceased %s', (patient, deceased) => expect(isDeceased(patient, now)).toBe(deceased))
