import { describe, expect, test } from '@jest/globals'
import { condition, medication, observation, patient, testScore } from '../../testing.ts'
import { PHR } from '../codes/systems.ts'
import { fallRisk } from './fall-risk.ts'

testScore(fallRisk, {
  values: {
    'nothing points to falls': {
      inputs: { age: 70, fellPastYear: false, unsteady: false, worried: false },
      expect: { risk: 'none-found', riskMedicines: 0 },
    },
    'one yes of STEADI': {
      inputs: { age: 70, fellPastYear: false, worried: true },
      expect: { risk: 'raised' },
    },
    'gait of 0.79 m/s': { inputs: { age: 70, gaitSpeedMps: 0.79 }, expect: { risk: 'raised' } },
    'gait of 0.8 m/s': { inputs: { age: 70, gaitSpeedMps: 0.8 }, expect: { risk: 'none-found' } },
    'Timed Up and Go of 12 s alone asks': {
      inputs: { age: 70, timedUpAndGoS: 12 },
      expect: { risk: 'ask' },
    },
    'Timed Up and Go of 11.9 s': {
      inputs: { age: 70, timedUpAndGoS: 11.9 },
      expect: { risk: 'none-found' },
    },
    'a fall without a date asks': {
      inputs: { age: 70, undatedFall: true },
      expect: { risk: 'ask' },
    },
    'a phone that says low asks': {
      inputs: { age: 70, phoneSteadiness: 'low' },
      expect: { risk: 'ask' },
    },
    'a phone that says very low asks, too': {
      inputs: { age: 70, phoneSteadiness: 'very-low', timedUpAndGoS: 20 },
      expect: { risk: 'ask' },
    },
    'a phone that says OK': {
      inputs: { age: 70, phoneSteadiness: 'ok' },
      expect: { risk: 'none-found' },
    },
    'medicines are counted, and decide nothing': {
      inputs: { age: 70, fellPastYear: false, riskMedicines: 4 },
      expect: {
        risk: 'none-found',
        riskMedicines: 4,
        contributions: {
          ...{ fellPastYear: 0, undatedFall: 0, unsteady: 0, worried: 0 },
          ...{ gaitSpeedMps: 0, timedUpAndGoS: 0, phoneSteadiness: 0 },
        },
      },
    },
    'each sign counts one': {
      inputs: {
        ...{ age: 80, fellPastYear: 1, unsteady: 1, worried: 1, gaitSpeedMps: 0.5 },
        ...{ timedUpAndGoS: 20, phoneSteadiness: 'low' },
      },
      expect: {
        risk: 'raised',
        contributions: {
          ...{ fellPastYear: 1, undatedFall: 0, unsteady: 1, worried: 1 },
          ...{ gaitSpeedMps: 1, timedUpAndGoS: 1, phoneSteadiness: 1 },
        },
      },
    },
  },
  notCalculable: {
    'medicines alone': { inputs: { age: 70, riskMedicines: 3 }, expect: ['no-sign-known'] },
    'younger than 65': { inputs: { age: 64, worried: true }, expect: ['age-out-of-range'] },
    'a class no phone gives': {
      inputs: { age: 70, phoneSteadiness: 'medium' },
      expect: ['phoneSteadiness-invalid'],
    },
  },
})

describe('from a chart', () => {
  const now = new Date('2026-03-01')
  type Data = Parameters<NonNullable<typeof fallRisk.read>>[0]
  const read = (more: Partial<Data> = {}) =>
    fallRisk.read?.(
      {
        patient: patient('1950-05-01'),
        conditions: [],
        medications: [],
        gait: [],
        fallTests: [],
        ...more,
      },
      { now },
    )
  const phone = (code: string, words: string | undefined, date = '2026-02-01') => ({
    ...observation('0', 0, '%', date),
    code: { coding: [{ system: PHR, code }] },
    valueQuantity: undefined,
    ...(words === undefined ? {} : { valueCodeableConcept: { text: words } }),
  })

  test('a list without a fall answers no question', () => {
    expect(read()).toEqual({ age: { value: 75, unit: 'a' }, riskMedicines: { value: 0 } })
  })

  test.each([
    ['of this year', '2025-03-01', true],
    ['of more than a year ago', '2025-02-28', false],
  ])('a fall %s', (_, onsetDateTime, isRecent) => {
    const found = read({ conditions: [condition('1912002', { onsetDateTime })] })
    expect(found?.fellPastYear !== undefined).toBe(isRecent)
  })

  test('an active fall without a date, and "has fallen", ask when it was', () => {
    const has = (conditions: Data['conditions']) => read({ conditions })
    const code = { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'Z91.81' }] }
    const history = (recordedDate: string) => [condition('0', { code, recordedDate })]
    const resolved = { coding: [{ code: 'resolved' }] }
    expect(has([condition('1912002')])).toMatchObject({ undatedFall: { value: true } })
    expect(has(history('2026-02-01'))).toMatchObject({ undatedFall: { value: true } })
    expect(has(history('2026-02-01'))).not.toHaveProperty('fellPastYear')
    expect(has(history('2016-02-01'))).not.toHaveProperty('undatedFall')
    expect(has([condition('1912002', { clinicalStatus: resolved })])).not.toHaveProperty(
      'undatedFall',
    )
  })

  test('the date is that of the fall, not of older or undated ones beside it', () => {
    const conditions = [
      condition('1912002'),
      condition('1912002', { onsetDateTime: '2025-11-02' }),
      condition('1912002', { onsetDateTime: '2019-11-02' }),
    ]
    expect(read({ conditions })?.fellPastYear).toEqual({ value: true, date: '2025-11-02' })
    expect(read({ conditions })).not.toHaveProperty('undatedFall')
  })

  test('a fall that was refuted is none', () => {
    const verificationStatus = { coding: [{ code: 'refuted' }] }
    expect(read({ conditions: [condition('1912002', { verificationStatus })] })).not.toHaveProperty(
      'fellPastYear',
    )
  })

  test.each([
    ['Low', 'low'],
    ['very low', 'very-low'],
    ['OK', 'ok'],
  ])('a phone that says %s', (words, value) => {
    expect(read({ gait: [phone('appleWalkingSteadiness', words)] })?.phoneSteadiness).toMatchObject(
      { value },
    )
  })

  test('an event of steadiness that dropped is low; a bare percentage is not judged', () => {
    expect(read({ gait: [phone('appleWalkingSteadinessEvent', undefined)] })).toMatchObject({
      phoneSteadiness: { value: 'low' },
    })
    expect(read({ gait: [phone('appleWalkingSteadiness', undefined)] })).toMatchObject({
      phoneSteadiness: { unusable: { code: 'no-class' } },
    })
  })

  test('a phone of half a year ago, and a device’s mean speed, say nothing', () => {
    expect(
      read({ gait: [phone('appleWalkingSteadiness', 'Low', '2025-08-01')] })?.phoneSteadiness,
    ).toBeUndefined()
    expect(read({ gait: [observation('41957-2', 0.5, 'm/s')] })).not.toHaveProperty('gaitSpeedMps')
  })

  test('classes of medicines are counted once each', () => {
    const medications = ['3322', '596', '7804'].map((code) => medication(code))
    expect(read({ medications })).toMatchObject({ riskMedicines: { value: 2 } })
  })

  test('answers and Timed Up and Go are read, with their days', () => {
    const said = (code: string) => ({
      ...observation(code, 0, '1', '2026-02-01'),
      valueQuantity: undefined,
      valueBoolean: true,
    })
    const fallTests = [said('52552-7'), said('97878-3'), observation('89423-8', 14, 's')]
    expect(read({ fallTests })).toMatchObject({
      fellPastYear: { value: true, date: '2026-02-01' },
      worried: { value: true, date: '2026-02-01' },
      timedUpAndGoS: { value: 14, unit: 's' },
    })
    expect(read({ fallTests })).not.toHaveProperty('unsteady')
  })

  test.each([
    [1, { value: 1, unit: 's' }],
    [300, { value: 300, unit: 's' }],
    [0.5, { unusable: { code: 'timedUpAndGoS-out-of-range' } }],
    [301, { unusable: { code: 'timedUpAndGoS-out-of-range' } }],
  ])('Timed Up and Go of %s s', (seconds, expected) => {
    const fallTests = [observation('89423-8', seconds, 's')]
    expect(read({ fallTests })?.timedUpAndGoS).toMatchObject(expected)
  })
})
