import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { observation, patient, testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { cockcroftGault } from './cockcroft-gault.ts'

const man = { creatinine: 1, age: 68, sex: 'male', weightKg: 72 }

testScore(cockcroftGault, {
  values: {
    'the man whom others are compared with': {
      inputs: man,
      expect: { crcl: 72, contributions: { creatinine: 0, age: 0, sex: 0, weightKg: 0 } },
    },
    'the same woman: 0.85 of it': {
      inputs: { ...man, sex: 'female' },
      expect: { crcl: 61.2 },
      tolerance: 1e-9,
    },
    'twice the creatinine: half of it': {
      inputs: { ...man, creatinine: 2 },
      expect: { crcl: 36 },
      tolerance: 1e-9,
    },
    'the oldest': { inputs: { ...man, age: 120 }, expect: { crcl: 20 }, tolerance: 1e-9 },
  },
  notCalculable: {
    'a child': { inputs: { ...man, age: 17 }, expect: ['age-out-of-range'] },
    'umol/L for mg/dL': {
      inputs: { ...man, creatinine: 88 },
      expect: ['creatinine-out-of-range'],
    },
    'weight in g': { inputs: { ...man, weightKg: 70_000 }, expect: ['weightKg-out-of-range'] },
    'neither sex': { inputs: { ...man, sex: 'unknown' }, expect: ['sex-invalid'] },
    nothing: {
      inputs: {},
      expect: ['creatinine-missing', 'age-missing', 'sex-missing', 'weightKg-missing'],
    },
  },
})

test('is the printed equation: clearance by age, weight, creatinine and sex', () => {
  const people = fc.record({
    creatinine: fc.double({ min: 0.1, max: 40, noNaN: true }),
    age: fc.integer({ min: 18, max: 120 }),
    sex: fc.constantFrom('female', 'male'),
    weightKg: fc.double({ min: 20, max: 400, noNaN: true }),
  })
  fc.assert(
    fc.property(people, (person) => {
      const { creatinine, age, sex, weightKg } = person
      const printed = (((140 - age) * weightKg) / (72 * creatinine)) * (sex === 'female' ? 0.85 : 1)
      const result = runScore(cockcroftGault, person)
      expect('value' in result && result.value.crcl / printed).toBeCloseTo(1, 10)
    }),
  )
})

const now = new Date('2026-03-01')
const read = (data: Partial<Parameters<NonNullable<typeof cockcroftGault.read>>[0]>) =>
  cockcroftGault.read?.(
    { patient: patient('1954-03-01', 'female'), creatinine: [], weight: [], ...data },
    { now },
  )

test.each([
  ['29463-7', 70, 'kg'],
  ['3141-9', 70_000, 'g'],
  ['29463-7', 154.323583529, '[lb_av]'],
  ['29463-7', 154.323583529, 'lbs'],
])('takes weight by LOINC %s of %p %s', (code, value, unit) => {
  expect(read({ weight: [observation(code, value, unit, '2026-02-01')] })?.weightKg).toEqual({
    value: expect.closeTo(70, 6),
    unit: 'kg',
    date: '2026-02-01',
  })
})

test('reads creatinine, age and sex; a weight that is missing stays missing', () => {
  expect(read({ creatinine: [observation('14682-9', 88.4, 'umol/L', '2026-02-03')] })).toEqual({
    creatinine: { value: expect.closeTo(1, 10), unit: 'mg/dL', date: '2026-02-03' },
    age: { value: 72, unit: 'a' },
    sex: { value: 'female' },
    weightKg: undefined,
  })
})

test('a weight of more than a year ago is unusable', () => {
  const weight = [observation('29463-7', 70, 'kg', '2025-02-28')]
  expect(read({ weight })?.weightKg).toMatchObject({ unusable: { code: 'stale' } })
})
