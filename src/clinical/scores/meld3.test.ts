import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Procedure } from 'fhir/r4.js'
import { condition, observation, patient, testScore } from '../../testing.ts'
import { ICD10CM, SNOMED } from '../codes/systems.ts'
import { runScore } from '../score.ts'
import { meld3 } from './meld3.ts'
import { total } from './terms.ts'

const least = {
  sex: 'male',
  bilirubin: 1,
  sodium: 137,
  inr: 1,
  creatinine: 1,
  albumin: 3.5,
  dialysisTwicePastWeek: false,
}
const ill = { ...least, bilirubin: 6, sodium: 131, inr: 1.5, creatinine: 1.5, albumin: 2.2 }

testScore(meld3, {
  values: {
    'a man at every floor': {
      inputs: least,
      expect: {
        raw: 6,
        score: 6,
        contributions: { sex: 0, bilirubin: 0, sodium: 0, inr: 0, creatinine: 0, albumin: 0 },
      },
    },
    'a woman at every floor': {
      inputs: { ...least, sex: 'female' },
      expect: { raw: 7.33, score: 7 },
    },
    'beyond every floor nothing changes': {
      inputs: {
        ...least,
        bilirubin: 0.2,
        sodium: 150,
        inr: 0.8,
        creatinine: 0.4,
        albumin: 5,
      },
      expect: { raw: 6, score: 6 },
    },
    'sodium alone, at its bound and beyond': {
      inputs: { ...least, sodium: 110 },
      expect: { raw: 6 + 0.82 * 12, score: 16 },
      tolerance: 1e-9,
    },
    'albumin alone, at its bound and beyond': {
      inputs: { ...least, albumin: 1 },
      expect: { raw: 6 + 1.85 * 2, score: 10 },
      tolerance: 1e-9,
    },
    'creatinine counts up to 3': {
      inputs: { ...least, creatinine: 12 },
      expect: { raw: 6 + 11.14 * Math.log(3), score: 18 },
      tolerance: 1e-9,
    },
    'two dialyses in a week stand for creatinine 3': {
      inputs: { ...least, dialysisTwicePastWeek: true },
      expect: { raw: 6 + 11.14 * Math.log(3) },
      tolerance: 1e-9,
    },
    'at 17 a boy gets the points too': {
      inputs: { ...least, age: 17 },
      expect: { raw: 7.33 },
    },
    'a girl of 17 gets them once': {
      inputs: { ...least, age: 17, sex: 'female' },
      expect: { raw: 7.33 },
    },
    'at 18 he does not': { inputs: { ...least, age: 18 }, expect: { raw: 6 } },
    'at most 40': {
      inputs: {
        ...ill,
        bilirubin: 40,
        inr: 6,
        creatinine: 4,
        sex: 'female',
      },
      expect: { score: 40 },
    },
    'printed in table 4: 27': { inputs: { ...ill, sex: 'female' }, expect: { score: 27 } },
    'printed in table 4: 25': { inputs: { ...ill, albumin: 3.5 }, expect: { score: 25 } },
  },
  notCalculable: {
    'a child of 11': { inputs: { ...least, age: 11 }, expect: ['age-out-of-range'] },
    'bilirubin in umol/L': {
      inputs: { ...least, bilirubin: 101 },
      expect: ['bilirubin-out-of-range'],
    },
    'creatinine in umol/L': {
      inputs: { ...least, creatinine: 88 },
      expect: ['creatinine-out-of-range'],
    },
    'albumin in g/L': { inputs: { ...least, albumin: 35 }, expect: ['albumin-out-of-range'] },
    nothing: {
      inputs: {},
      expect: [
        'sex-missing',
        'bilirubin-missing',
        'sodium-missing',
        'inr-missing',
        'creatinine-missing',
        'albumin-missing',
        'dialysisTwicePastWeek-missing',
      ],
    },
  },
})

test('stays within 6 and 40, rises with INR and bilirubin; the contributions add up', () => {
  const people = fc.record({
    sex: fc.constantFrom('female', 'male'),
    bilirubin: fc.double({ min: 0.1, max: 80, noNaN: true }),
    sodium: fc.integer({ min: 110, max: 160 }),
    inr: fc.double({ min: 0.5, max: 20, noNaN: true }),
    creatinine: fc.double({ min: 0.2, max: 20, noNaN: true }),
    albumin: fc.double({ min: 0.5, max: 6, noNaN: true }),
    dialysisTwicePastWeek: fc.boolean(),
  })
  const value = (inputs: object) => {
    const result = runScore(meld3, inputs)
    if (!('value' in result)) throw new Error('not calculable')
    return result.value
  }
  fc.assert(
    fc.property(people, (person) => {
      const { raw, score, contributions } = value(person)
      expect(6 + total(contributions)).toBe(raw)
      expect(raw).toBeGreaterThanOrEqual(6 - 1e-9)
      expect(score).toBe(Math.min(Math.round(raw), 40))
      expect(value({ ...person, inr: person.inr + 1 }).raw).toBeGreaterThan(raw)
      expect(value({ ...person, bilirubin: person.bilirubin + 1 }).raw).toBeGreaterThan(raw)
    }),
  )
})

const now = new Date('2026-03-01')
type Data = Parameters<NonNullable<typeof meld3.read>>[0]
const read = (data: Partial<Data> = {}) =>
  meld3.read?.(
    {
      patient: patient('1960-03-01', 'female'),
      bilirubin: [observation('14631-6', 34.2, 'umol/L', '2026-02-01')],
      sodium: [observation('2951-2', 134, 'meq/L', '2026-02-02')],
      inr: [observation('6301-6', 1.4, '1', '2026-02-03')],
      creatinine: [observation('2160-0', 1.1, 'mg/dL', '2026-02-04')],
      albumin: [observation('1751-7', 31, 'g/L', '2026-02-05')],
      conditions: [],
      procedures: [],
      ...data,
    },
    { now },
  )

test('reads every input in any of its units', () => {
  expect(read()).toEqual({
    sex: { value: 'female' },
    age: { value: 66, unit: 'a' },
    bilirubin: { value: expect.closeTo(2, 10), unit: 'mg/dL', date: '2026-02-01' },
    sodium: { value: 134, unit: 'mmol/L', date: '2026-02-02' },
    inr: { value: 1.4, unit: '{INR}', date: '2026-02-03' },
    creatinine: { value: 1.1, unit: 'mg/dL', date: '2026-02-04' },
    albumin: { value: expect.closeTo(3.1, 10), unit: 'g/dL', date: '2026-02-05' },
    dialysisTwicePastWeek: { value: false },
  })
})

test.each([
  ['stale', observation('1751-7', 3.1, 'g/dL', '2025-11-30')],
  ['wrong-unit', observation('54347-0', 466, 'umol/L')],
])('an albumin that is %s is unusable', (code, albumin) => {
  expect(read({ albumin: [albumin] })?.albumin).toMatchObject({ unusable: { code } })
})

const session = (date: string, code = '302497006', more: Partial<Procedure> = {}): Procedure => ({
  resourceType: 'Procedure',
  status: 'completed',
  subject: {},
  code: { coding: [{ system: SNOMED, code }] },
  performedDateTime: date,
  ...more,
})
const dependent = condition('', { code: { coding: [{ system: ICD10CM, code: 'Z99.2' }] } })
const unclear = { unusable: { code: 'dialysis-unclear', text: expect.any(String) } }

test.each<[string, Partial<Data>, object]>([
  ['two days', { procedures: [session('2026-02-24'), session('2026-02-27')] }, { value: true }],
  [
    'two entries of one day',
    { procedures: [session('2026-02-27T08:00:00Z'), session('2026-02-27')] },
    { value: false },
  ],
  [
    'one more than a week ago',
    { procedures: [session('2026-02-20'), session('2026-02-27')] },
    { value: false },
  ],
  [
    'one not done',
    {
      procedures: [
        session('2026-02-25', '302497006', { status: 'not-done' }),
        session('2026-02-27'),
      ],
    },
    { value: false },
  ],
  [
    'a catheter flushed, no session',
    { procedures: [session('2026-02-25', '238317004'), session('2026-02-27')] },
    { value: false },
  ],
  ['dependence, no session on file', { conditions: [dependent] }, unclear],
  ['dependence, procedures unknown', { conditions: [dependent], procedures: undefined }, unclear],
  [
    'dependence and two days',
    { conditions: [dependent], procedures: [session('2026-02-24'), session('2026-02-27')] },
    { value: true },
  ],
])('dialysis of the past week: %s', (_name, data, expected) => {
  expect(read(data)?.dialysisTwicePastWeek).toEqual(expected)
})
