import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Patient } from 'fhir/r4.js'
import { condition, observation, patient, testScore } from '../../testing.ts'
import { ICD10CM } from '../codes/systems.ts'
import { runScore } from '../score.ts'
import { kfre4 } from './kfre4.ts'
import { total } from './terms.ts'

const centre = { age: 70.36, sex: 'male', egfr: 36.11, uacrMgG: Math.exp(5.137) }
const woman = { age: 57.28, sex: 'female', egfr: 15, uacrMgG: 1762.00184, northAmerica: false }

testScore(kfre4, {
  values: {
    'printed: 44.66 % at two years': {
      inputs: { ...woman, years: 2 },
      expect: { riskPct: 44.66, years: 2 },
      tolerance: 0.006,
    },
    'printed: 89.89 % at five years, which is what is told unless asked otherwise': {
      inputs: woman,
      expect: { riskPct: 89.89, risk5yPct: 89.89, risk2yPct: 44.66, years: 5 },
      tolerance: 0.006,
    },
    'at the centre of the model, but for the sex': {
      inputs: { ...centre, northAmerica: 1 },
      expect: {
        risk2yPct: 100 * (1 - 0.975 ** Math.exp(0.2467 * 0.4358)),
        risk5yPct: 100 * (1 - 0.924 ** Math.exp(0.2467 * 0.4358)),
      },
      tolerance: 1e-9,
    },
    'elsewhere the base is lower': {
      inputs: { ...centre, northAmerica: 0 },
      expect: {
        risk2yPct: 100 * (1 - 0.9832 ** Math.exp(0.2467 * 0.4358)),
        risk5yPct: 100 * (1 - 0.9365 ** Math.exp(0.2467 * 0.4358)),
      },
      tolerance: 1e-9,
    },
  },
  notCalculable: {
    'eGFR of G2': {
      inputs: { ...centre, northAmerica: true, egfr: 60 },
      expect: ['egfr-out-of-range'],
    },
    'a child': { inputs: { ...woman, age: 17 }, expect: ['age-out-of-range'] },
    'no albumin at all has no log': {
      inputs: { ...woman, uacrMgG: 0 },
      expect: ['uacrMgG-out-of-range'],
    },
    'three years': { inputs: { ...woman, years: 3 }, expect: ['years-invalid'] },
    dialysis: { inputs: { ...woman, kidneyReplacement: true }, expect: ['kidney-replacement'] },
    'no region is not elsewhere': {
      inputs: { ...woman, northAmerica: undefined },
      expect: ['northAmerica-missing'],
    },
  },
})

test('risk rises with albumin and falls with eGFR and age; the contributions add up', () => {
  const people = fc.record({
    age: fc.integer({ min: 18, max: 100 }),
    sex: fc.constantFrom('female', 'male'),
    egfr: fc.double({ min: 5, max: 58, noNaN: true }),
    uacrMgG: fc.double({ min: 1, max: 5000, noNaN: true }),
    northAmerica: fc.boolean(),
  })
  const value = (inputs: object) => {
    const result = runScore(kfre4, inputs)
    if (!('value' in result)) throw new Error('not calculable')
    return result.value
  }
  const sum = (inputs: object) => total(value(inputs).contributions)
  fc.assert(
    fc.property(people, (person) => {
      const { risk5yPct, risk2yPct } = value(person)
      const base = person.northAmerica ? 0.924 : 0.9365
      expect(100 * (1 - base ** Math.exp(sum(person)))).toBe(risk5yPct)
      expect(risk2yPct).toBeLessThanOrEqual(risk5yPct)
      expect(sum({ ...person, uacrMgG: person.uacrMgG + 1 })).toBeGreaterThan(sum(person))
      expect(sum({ ...person, egfr: person.egfr + 1 })).toBeLessThan(sum(person))
      expect(sum({ ...person, age: person.age + 1 })).toBeLessThan(sum(person))
    }),
  )
})

const now = new Date('2026-03-01')
type Data = Parameters<NonNullable<typeof kfre4.read>>[0]
const read = (data: Partial<Data> = {}) =>
  kfre4.read?.(
    {
      patient: patient('1960-03-01', 'male', { address: [{ country: 'US' }] }),
      conditions: [],
      creatinine: [],
      egfr: [observation('98979-8', 40, 'mL/min/{1.73_m2}', '2026-02-01')],
      uacr: [observation('9318-7', 10, 'mg/mmol', '2026-02-02')],
      ...data,
    },
    { now },
  )

test('reads age, sex, eGFR, albumin in either unit, and the region', () => {
  expect(read()).toEqual({
    age: { value: 66, unit: 'a' },
    sex: { value: 'male' },
    egfr: { value: 40, unit: 'mL/min/{1.73_m2}', date: '2026-02-01' },
    uacrMgG: { value: 88.4, unit: 'mg/g', date: '2026-02-02' },
    northAmerica: { value: true },
    kidneyReplacement: { value: false },
  })
})

test('a newer creatinine gives the eGFR where the laboratory gave none', () => {
  const creatinine = [observation('2160-0', 2, 'mg/dL', '2026-02-20')]
  expect(read({ egfr: undefined, creatinine })?.egfr).toEqual({
    value: expect.closeTo(142 * (2 / 0.9) ** -1.2 * 0.9938 ** 65, 9),
    unit: 'mL/min/{1.73_m2}',
    date: '2026-02-20',
  })
})

test.each<[string, Patient['address'], object | undefined]>([
  ['Canada by name', [{ country: ' Canada ' }], { value: true }],
  ['Germany', [{ country: 'DE' }], { value: false }],
  ['Mexico', [{ country: 'MEX' }], { value: false }],
  ['no country', [{ city: 'Springfield' }], undefined],
  ['no address', undefined, undefined],
  ['an old address beside', [{ use: 'old', country: 'DE' }, { country: 'US' }], { value: true }],
  [
    'two countries',
    [{ country: 'DE' }, { country: 'US' }],
    { unusable: { code: 'country-unclear', text: expect.any(String) } },
  ],
  [
    'other words',
    [{ country: 'Deutschland' }],
    { unusable: { code: 'country-unclear', text: expect.any(String) } },
  ],
])('region by %s', (_name, address, expected) => {
  const born = patient('1960-03-01', 'male', address === undefined ? {} : { address })
  expect(read({ patient: born })?.northAmerica).toEqual(expected)
})

const ended = { clinicalStatus: { coding: [{ code: 'resolved' }] } }
const icd = (code: string) => ({ code: { coding: [{ system: ICD10CM, code }] } })

test.each([
  ['end-stage kidney disease', condition('46177005'), true],
  ['dependence on dialysis', condition('', icd('Z99.2')), true],
  ['a transplant in the past', condition('161665007', ended), true],
  ['a dialysis of the past', condition('265764009', ended), false],
  [
    'a refuted one',
    condition('46177005', { verificationStatus: { coding: [{ code: 'refuted' }] } }),
    false,
  ],
  ['stage 4', condition('431857002'), false],
])('kidney replacement: %s', (_name, each, expected) => {
  expect(read({ conditions: [each] })?.kidneyReplacement).toEqual({ value: expected })
})
