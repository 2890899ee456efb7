import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { observation, patient, testScore } from '../../testing.ts'
import { calculateEgfr, egfr } from './ckd-epi-2021-cr.ts'

testScore(egfr, {
  values: {
    'at the bend of the curve, woman': {
      inputs: { creatinine: 0.7, age: 50, sex: 'female' },
      expect: { egfr: 142 * 0.9938 ** 50 * 1.012 },
    },
    'at the bend of the curve, man': {
      inputs: { creatinine: 0.9, age: 50, sex: 'male' },
      expect: { egfr: 142 * 0.9938 ** 50 },
    },
    'the oldest, with the most creatinine': {
      inputs: { creatinine: 40, age: 120, sex: 'male' },
      expect: { egfr: 142 * (40 / 0.9) ** -1.2 * 0.9938 ** 120 },
    },
  },
  notCalculable: {
    'a child': { inputs: { creatinine: 1, age: 17, sex: 'male' }, expect: ['age-out-of-range'] },
    'no creatinine is 0': {
      inputs: { creatinine: 0, age: 50, sex: 'male' },
      expect: ['creatinine-out-of-range'],
    },
    'umol/L for mg/dL': {
      inputs: { creatinine: 88, age: 50, sex: 'male' },
      expect: ['creatinine-out-of-range'],
    },
    'neither sex': { inputs: { creatinine: 1, age: 50, sex: 'unknown' }, expect: ['sex-invalid'] },
    nothing: { inputs: {}, expect: ['creatinine-missing', 'age-missing', 'sex-missing'] },
  },
})

test('eGFR falls as creatinine or age rises', () => {
  const creatinine = fc.double({ min: 0.1, max: 39, noNaN: true })
  const age = fc.integer({ min: 18, max: 119 })
  const sex = fc.constantFrom('female' as const, 'male' as const)
  fc.assert(
    fc.property(creatinine, age, sex, (cr, years, each) => {
      expect(calculateEgfr(cr + 0.1, years, each)).toBeLessThan(calculateEgfr(cr, years, each))
      expect(calculateEgfr(cr, years + 1, each)).toBeLessThan(calculateEgfr(cr, years, each))
    }),
  )
})

const now = new Date('2026-03-01')
const read = (data: Partial<Parameters<NonNullable<typeof egfr.read>>[0]>) =>
  egfr.read?.({ patient: patient('1970-03-01', 'male'), creatinine: [], ...data }, { now })

test('reads creatinine with unit and day, age and sex', () => {
  expect(read({ creatinine: [observation('2160-0', 1.2, 'mg/dL', '2026-02-03')] })).toEqual({
    creatinine: { value: 1.2, unit: 'mg/dL', date: '2026-02-03' },
    age: { value: 55, unit: 'a' },
    sex: { value: 'male' },
  })
})

test.each([
  ['2160-0', 1, 'mg/dL'],
  ['38483-4', 1, 'mg/dL'],
  ['35203-9', 10, 'mg/L'],
  ['35203-9', 88.4, 'umol/L'],
  ['21232-4', 1, 'mg/dL'],
  ['14682-9', 88.4, 'umol/L'],
  ['77140-2', 0.0884, 'mmol/L'],
  ['59826-8', 88.4, 'umol/L'],
])('takes LOINC %s of %p %s', (code, value, unit) => {
  const input = read({ creatinine: [observation(code, value, unit)] })?.creatinine
  expect(input).toMatchObject({ value: expect.closeTo(1, 10), unit: 'mg/dL' })
})

test.each(['11041-1', '11042-9', '51619-5', '51620-3'])(
  'does not take LOINC %s, of around a dialysis',
  (code) => {
    expect(read({ creatinine: [observation(code, 1, 'mg/dL')] })?.creatinine).toBeUndefined()
  },
)

test.each([
  ['stale', observation('2160-0', 1, 'mg/dL', '2025-02-28')],
  ['wrong-unit', observation('2160-0', 1, 'mmol/mol')],
  ['no-unit', observation('2160-0', 1, 'mg/dL', '2026-02-03', { valueQuantity: { value: 1 } })],
])('a creatinine that is %s is unusable', (code, creatinine) => {
  expect(read({ creatinine: [creatinine] })?.creatinine).toMatchObject({ unusable: { code } })
})

test('the newest decides, even where it cannot be used', () => {
  const older = observation('2160-0', 1, 'mg/dL', '2026-01-01')
  const newer = observation('2160-0', 1, 'mg', '2026-02-01')
  expect(read({ creatinine: [older, newer] })?.creatinine).toMatchObject({
    unusable: { code: 'wrong-unit' },
  })
})

test('a sex or birth date that the equation cannot use is said, not called missing', () => {
  const unclear = { ...patient('1970'), gender: 'other' as const }
  expect(read({ patient: unclear })).toEqual({
    creatinine: undefined,
    age: { unusable: { code: 'age-unclear', text: expect.any(String) } },
    sex: { unusable: { code: 'sex-not-covered', text: expect.any(String) } },
  })
  expect(read({ patient: { resourceType: 'Patient' } })).toEqual({})
})

test('the age is that of the day of the blood', () => {
  const woman = patient('1960-02-25')
  const creatinine = observation('2160-0', 1, 'mg/dL', '2026-02-20')
  const read = (...results: (typeof creatinine)[]) =>
    egfr.read?.({ patient: woman, creatinine: results }, { now: new Date('2026-03-01') })
  expect(read(creatinine)).toMatchObject({ age: { value: 65 } })
  expect(read()).toMatchObject({ age: { value: 66 } })
})
