import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { observation, patient, testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { egfrCystatin } from './ckd-epi-2012-cys.ts'
import { egfrCreatinineCystatin } from './ckd-epi-2021-crcys.ts'
import { total } from './terms.ts'

const both = { creatinine: 0.9, cystatinC: 0.8, age: 50, sex: 'male' }

testScore(egfrCreatinineCystatin, {
  values: {
    'at both bends, man': {
      inputs: both,
      expect: {
        contributions: { creatinine: 0, cystatinC: 0, age: 50 * Math.log(0.9961), sex: 0 },
      },
    },
    'at both bends, man: the figure': {
      inputs: both,
      expect: { egfr: 135 * 0.9961 ** 50 },
      tolerance: 1e-9,
    },
    'at both bends, woman': {
      inputs: { ...both, creatinine: 0.7, sex: 'female' },
      expect: { egfr: 135 * 0.9961 ** 50 * 0.963 },
      tolerance: 1e-9,
    },
    'below both bends, woman': {
      inputs: { creatinine: 0.5, cystatinC: 0.5, age: 30, sex: 'female' },
      expect: {
        egfr: 135 * (0.5 / 0.7) ** -0.219 * (0.5 / 0.8) ** -0.323 * 0.9961 ** 30 * 0.963,
      },
      tolerance: 1e-9,
    },
    'above both bends, man': {
      inputs: { creatinine: 3, cystatinC: 2.4, age: 70, sex: 'male' },
      expect: { egfr: 135 * (3 / 0.9) ** -0.544 * 3 ** -0.778 * 0.9961 ** 70 },
      tolerance: 1e-9,
    },
  },
  notCalculable: {
    'a child': { inputs: { ...both, age: 17 }, expect: ['age-out-of-range'] },
    'no cystatin C is 0': {
      inputs: { ...both, cystatinC: 0 },
      expect: ['cystatinC-out-of-range'],
    },
    'creatinine in umol/L': {
      inputs: { ...both, creatinine: 88 },
      expect: ['creatinine-out-of-range'],
    },
    'neither sex': { inputs: { ...both, sex: 'other' }, expect: ['sex-invalid'] },
    nothing: {
      inputs: {},
      expect: ['creatinine-missing', 'cystatinC-missing', 'age-missing', 'sex-missing'],
    },
  },
})

testScore(egfrCystatin, {
  values: {
    'at the bend, man': {
      inputs: { cystatinC: 0.8, age: 50, sex: 'male' },
      expect: { egfr: 133 * 0.996 ** 50 },
      tolerance: 1e-9,
    },
    'above the bend, woman': {
      inputs: { cystatinC: 2.4, age: 70, sex: 'female' },
      expect: { egfr: 133 * 3 ** -1.328 * 0.996 ** 70 * 0.932 },
      tolerance: 1e-9,
    },
  },
  notCalculable: {
    'a child': {
      inputs: { cystatinC: 1, age: 17, sex: 'male' },
      expect: ['age-out-of-range'],
    },
    'ug/L for mg/L': {
      inputs: { cystatinC: 900, age: 50, sex: 'male' },
      expect: ['cystatinC-out-of-range'],
    },
    nothing: { inputs: {}, expect: ['cystatinC-missing', 'age-missing', 'sex-missing'] },
  },
})

const people = fc.record({
  creatinine: fc.double({ min: 0.1, max: 39, noNaN: true }),
  cystatinC: fc.double({ min: 0.1, max: 19, noNaN: true }),
  age: fc.integer({ min: 18, max: 119 }),
  sex: fc.constantFrom('female', 'male'),
})

test.each([
  ['creatinine and cystatin C', egfrCreatinineCystatin, 135],
  ['cystatin C', egfrCystatin, 133],
] as const)('%s: falls as a marker or age rises; the contributions add up', (_name, score, at) => {
  const value = (inputs: object) => {
    const result = runScore(score, inputs)
    if (!('value' in result)) throw new Error('not calculable')
    return result.value
  }
  const markers = Object.keys(score.inputs.shape).filter((name) => name !== 'sex')
  fc.assert(
    fc.property(people, fc.constantFrom(...markers), (person, name) => {
      const { egfr, contributions } = value(person)
      const more = { ...person, [name]: Number(person[name as keyof typeof person]) + 1 }
      expect(value(more).egfr).toBeLessThan(egfr)
      expect(at * Math.exp(total(contributions))).toBeCloseTo(egfr, 9)
    }),
  )
})

const now = new Date('2026-03-01')
const chart = {
  patient: patient('1970-03-01', 'male'),
  creatinine: [observation('2160-0', 106.08, 'umol/L', '2026-02-03')],
  cystatinC: [observation('33863-2', 0.12, 'mg/dL', '2026-02-04')],
}

test('reads creatinine and cystatin C with unit and day, age and sex', () => {
  expect(egfrCreatinineCystatin.read?.(chart, { now })).toEqual({
    creatinine: { value: expect.closeTo(1.2, 10), unit: 'mg/dL', date: '2026-02-03' },
    cystatinC: { value: expect.closeTo(1.2, 10), unit: 'mg/L', date: '2026-02-04' },
    age: { value: 55, unit: 'a' },
    sex: { value: 'male' },
  })
  expect(egfrCystatin.read?.(chart, { now })).toEqual({
    cystatinC: { value: expect.closeTo(1.2, 10), unit: 'mg/L', date: '2026-02-04' },
    age: { value: 55, unit: 'a' },
    sex: { value: 'male' },
  })
})

test('the age is that on the day of the blood, of the newer one where two were drawn', () => {
  const drawn = (who: ReturnType<typeof patient>) => ({
    both: egfrCreatinineCystatin.read?.({ ...chart, patient: who }, { now })?.age,
    one: egfrCystatin.read?.({ ...chart, patient: who }, { now })?.age,
  })
  const age = (value: number) => ({ both: { value, unit: 'a' }, one: { value, unit: 'a' } })
  expect(drawn(patient('1970-02-04'))).toEqual(age(56))
  expect(drawn(patient('1970-02-05'))).toEqual(age(55))
})

test('without a usable result the age is that of now', () => {
  const none = { ...chart, creatinine: [], cystatinC: [] }
  expect(egfrCreatinineCystatin.read?.(none, { now })?.age).toEqual({ value: 56, unit: 'a' })
  expect(egfrCystatin.read?.(none, { now })?.age).toEqual({ value: 56, unit: 'a' })
})

test.each([
  ['stale', observation('33863-2', 1, 'mg/L', '2025-02-28')],
  ['wrong-unit', observation('33863-2', 1, 'mmol/L')],
  ['no-unit', observation('33863-2', 1, 'mg/L', '2026-02-03', { valueQuantity: { value: 1 } })],
])('a cystatin C that is %s is unusable', (code, cystatinC) => {
  const read = egfrCystatin.read?.({ ...chart, cystatinC: [cystatinC] }, { now })
  expect(read?.cystatinC).toMatchObject({ unusable: { code } })
})

test('a preliminary cystatin C is none', () => {
  const cystatinC = [observation('33863-2', 1, 'mg/L', '2026-02-03', { status: 'preliminary' })]
  expect(egfrCystatin.read?.({ ...chart, cystatinC }, { now })?.cystatinC).toBeUndefined()
})
