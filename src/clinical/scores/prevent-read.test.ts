import { describe, expect, test } from '@jest/globals'
import {
  bloodPressure,
  condition,
  medication,
  observation,
  patient,
  smoking,
} from '../../testing.ts'
import { ICD10CM } from '../codes/systems.ts'
import { readPrevent } from './prevent-read.ts'

const now = new Date('2026-03-01')
const chart = {
  patient: patient('1966-02-28', 'female'),
  conditions: [],
  medications: [],
  lipids: [observation('2093-3', 220, 'mg/dL'), observation('2085-9', 45, 'mg/dL')],
  bloodPressure: [bloodPressure(148, 86)],
  smoking: [smoking()],
  creatinine: [observation('2160-0', 1, 'mg/dL', '2026-01-05')],
  egfr: [],
  bmi: [observation('39156-5', 31, 'kg/m2')],
  hba1c: [],
  uacr: [],
}
const read = (more: Partial<Parameters<typeof readPrevent>[0]>) =>
  readPrevent({ ...chart, ...more }, { now })
const icd10 = (code: string) =>
  condition('0', { code: { coding: [{ system: ICD10CM, code }] }, clinicalStatus: RESOLVED })
const RESOLVED = { coding: [{ code: 'resolved' }] }
const verified = (code: string) => ({ verificationStatus: { coding: [{ code }] } })
const EGFR = 'mL/min/{1.73_m2}'

test('reads every input with unit and day', () => {
  expect(read({})).toEqual({
    age: { value: 60, unit: 'a' },
    sex: { value: 'female' },
    totalCholesterol: { value: 220, unit: 'mg/dL', date: '2026-02-03' },
    hdl: { value: 45, unit: 'mg/dL', date: '2026-02-03' },
    sbp: { value: 148, unit: 'mm[Hg]', date: '2026-02-03' },
    bmi: { value: 31, unit: 'kg/m2', date: '2026-02-03' },
    egfr: { value: expect.closeTo(64.9, 1), unit: EGFR, date: '2026-01-05' },
    diabetes: { value: false },
    priorCvd: { value: false },
    smoker: { value: false, date: '2026-02-03' },
    antihypertensive: { value: false },
    statin: { value: false },
    hba1c: undefined,
    uacr: undefined,
  })
})

describe('results', () => {
  test('in SI units convert', () => {
    const found = read({
      lipids: [observation('14647-2', 5.172, 'mmol/L'), observation('14646-4', 1.293, 'mmol/L')],
      creatinine: [observation('14682-9', 88.4, 'umol/L')],
      hba1c: [observation('59261-8', 53, 'mmol/mol')],
      uacr: [observation('9318-7', 3, 'mg/mmol')],
    })
    expect(found.totalCholesterol).toMatchObject({ value: expect.closeTo(200, 6), unit: 'mg/dL' })
    expect(found.hdl).toMatchObject({ value: expect.closeTo(50, 6) })
    expect(found.egfr).toMatchObject({ value: expect.closeTo(64.9, 1) })
    expect(found.hba1c).toMatchObject({ value: expect.closeTo(0.09148 * 53 + 2.152, 10) })
    expect(found.uacr).toMatchObject({ value: expect.closeTo(26.52, 6), unit: 'mg/g' })
  })

  test.each([
    ['hdl', { lipids: [observation('2085-9', 45, 'mg/dL', '2021-02-01')] }],
    ['sbp', { bloodPressure: [bloodPressure(148, 86, '2025-02-01')] }],
    ['egfr', { creatinine: [observation('2160-0', 1, 'mg/dL', '2025-02-01')] }],
    ['hba1c', { hba1c: [observation('4548-4', 7, '%', '2025-02-01')] }],
    ['uacr', { uacr: [observation('14959-1', 20, 'mg/g', '2025-02-01')] }],
    ['bmi', { bmi: [observation('39156-5', 31, 'kg/m2', '2024-02-01')] }],
  ] as const)('%s beyond its look-back is stale', (input, more) => {
    expect(read(more)[input]).toMatchObject({ unusable: { code: 'stale' } })
  })

  test.each([
    ['hdl', { lipids: [observation('2085-9', 45, 'mg/dL', '2021-04-01')] }],
    ['sbp', { bloodPressure: [bloodPressure(148, 86, '2025-03-15')] }],
    ['bmi', { bmi: [observation('39156-5', 31, 'kg/m2', '2024-04-01')] }],
  ] as const)('%s within its look-back counts', (input, more) => {
    expect(read(more)[input]).toHaveProperty('value')
  })

  test('a limit, a wrong unit or no unit is unusable; nothing on file is undefined', () => {
    const below = {
      valueQuantity: { value: 5, unit: 'mg/g', code: 'mg/g', comparator: '<' },
    } as const
    expect(read({ uacr: [observation('14959-1', 5, 'mg/g', '2026-02-03', below)] }).uacr).toEqual({
      unusable: { code: 'comparator', text: expect.any(String) },
    })
    expect(read({ bmi: [observation('39156-5', 31, 'kg')] }).bmi).toMatchObject({
      unusable: { code: 'wrong-unit' },
    })
    expect(read({ lipids: [] }).totalCholesterol).toBeUndefined()
  })
})

describe('eGFR', () => {
  test('of the laboratory, by the equation of 2021, is taken where it is not older', () => {
    for (const date of ['2026-01-05', '2026-01-20']) {
      const egfr = [observation('98979-8', 71, EGFR, date)]
      expect(read({ egfr }).egfr).toEqual({ value: 71, unit: EGFR, date })
    }
  })

  test('of the laboratory gives way to a newer creatinine that can be used', () => {
    const egfr = [observation('98979-8', 71, EGFR, '2025-12-01')]
    expect(read({ egfr }).egfr).toMatchObject({
      value: expect.closeTo(64.9, 1),
      date: '2026-01-05',
    })
    const creatinine = [observation('2160-0', 1, 'mg', '2026-01-05')]
    expect(read({ egfr, creatinine }).egfr).toMatchObject({ value: 71 })
  })

  test('of an older equation is not taken', () => {
    const egfr = [observation('48643-1', 99, EGFR)]
    expect(read({ egfr }).egfr).toMatchObject({ value: expect.closeTo(64.9, 1) })
  })

  test('that cannot be used gives way to creatinine, and is said where there is none', () => {
    const egfr = [observation('98979-8', 71, EGFR, '2024-12-01')]
    expect(read({ egfr }).egfr).toMatchObject({ date: '2026-01-05' })
    expect(read({ egfr, creatinine: [] }).egfr).toMatchObject({ unusable: { code: 'stale' } })
  })

  test('is not computed outside the range of the equation, nor without age or sex', () => {
    const creatinine = [observation('2160-0', 55, 'mg/dL')]
    expect(read({ creatinine }).egfr).toMatchObject({
      unusable: { code: 'creatinine-out-of-range' },
    })
    expect(read({ patient: { resourceType: 'Patient', gender: 'male' } }).egfr).toBeUndefined()
    expect(read({ creatinine: [] }).egfr).toBeUndefined()
  })
})

describe('conditions', () => {
  test('diabetes counts while it is active', () => {
    expect(read({ conditions: [condition('44054006')] }).diabetes).toEqual({ value: true })
    const past = [condition('44054006', { clinicalStatus: RESOLVED })]
    expect(read({ conditions: past }).diabetes).toEqual({ value: false })
    const refuted = [condition('44054006', verified('refuted'))]
    expect(read({ conditions: refuted }).diabetes).toEqual({ value: false })
  })

  test.each([
    ['coronary disease', condition('53741008', { clinicalStatus: RESOLVED })],
    ['myocardial infarction', condition('22298006', { clinicalStatus: RESOLVED })],
    ['old myocardial infarction', icd10('I25.2')],
    ['ischaemic stroke', condition('422504002', { clinicalStatus: RESOLVED })],
    ['cerebral haemorrhage', icd10('I61.9')],
    ['history of stroke', icd10('Z86.73')],
    ['TIA', condition('266257000', { clinicalStatus: RESOLVED })],
    ['heart failure', condition('42343007')],
  ])('%s is prior cardiovascular disease, resolved or not', (_name, each) => {
    expect(read({ conditions: [each] }).priorCvd).toEqual({ value: true })
  })

  test('what was refuted or entered in error is none', () => {
    for (const status of ['refuted', 'entered-in-error'])
      expect(read({ conditions: [condition('22298006', verified(status))] }).priorCvd).toEqual({
        value: false,
      })
  })
})

describe('medicines', () => {
  const UNKNOWN = { unusable: { code: 'medicine-unknown', text: expect.any(String) } }

  test('count by ingredient while active', () => {
    const found = read({ medications: [medication('83367'), medication('29046')] })
    expect(found).toMatchObject({ statin: { value: true }, antihypertensive: { value: true } })
    const ended = [medication('83367', { status: 'stopped' })]
    expect(read({ medications: ended }).statin).toEqual({ value: false })
  })

  test.each([
    ['an unknown code', medication('999999999')],
    ['only words', medication('0', { medicationCodeableConcept: { text: 'water tablet' } })],
    ['nothing stated', medication('0', { medicationCodeableConcept: {} })],
  ])('%s leaves a "no" open', (_name, each) => {
    expect(read({ medications: [each] })).toMatchObject({
      statin: UNKNOWN,
      antihypertensive: UNKNOWN,
    })
  })

  test('one that nobody can identify does not undo a "yes"', () => {
    const medications = [medication('999999999'), medication('83367')]
    expect(read({ medications })).toMatchObject({
      statin: { value: true },
      antihypertensive: UNKNOWN,
    })
  })

  test('eye drops do not treat blood pressure', () => {
    // Timolol 2.5 mg/mL eye drops; timolol 10 mg tablets.
    expect(read({ medications: [medication('208560')] }).antihypertensive).toEqual({ value: false })
    expect(read({ medications: [medication('198284')] }).antihypertensive).toEqual({ value: true })
  })
})

test('smoking: answered, unknown, not asked', () => {
  expect(read({ smoking: [smoking('77176002')] }).smoker).toMatchObject({ value: true })
  expect(read({ smoking: [smoking('266927001')] }).smoker).toHaveProperty('unusable')
  expect(read({ smoking: [] }).smoker).toBeUndefined()
})
