import { describe, expect, test } from '@jest/globals'
import { egfr, prevent } from './scores/index.ts'
import { trendsOf } from './trends.ts'

const patient = { resourceType: 'Patient', id: 'p', gender: 'female', birthDate: '1960-01-01' }
const result = (id: string, date: string | undefined, valueQuantity: object, more = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }] },
  ...(date === undefined ? {} : { effectiveDateTime: date }),
  valueQuantity,
  ...more,
})
const mg = (value: number) => ({
  value,
  unit: 'mg/dL',
  system: 'http://unitsofmeasure.org',
  code: 'mg/dL',
})
const umol = (value: number) => ({
  ...{ value, unit: 'umol/L', system: 'http://unitsofmeasure.org', code: 'umol/L' },
})
const trend = (creatinine: readonly object[]) =>
  trendsOf(egfr, { patient, creatinine }).find(({ input }) => input === 'creatinine')

describe('trends of a score', () => {
  test('oldest first, however old, each in the unit of the score', () => {
    expect(
      trend([result('b', '2026-01-02', mg(1.2)), result('a', '2011-05-06', umol(88.4))]),
    ).toEqual({
      ...{ input: 'creatinine', title: 'Serum creatinine', unit: 'mg/dL' },
      points: [
        { date: '2011-05-06', value: 1 },
        { date: '2026-01-02', value: 1.2 },
      ],
      left: [],
    })
  })

  test('what cannot be used is left out, each with its reason', () => {
    const creatinine = [
      result('a', '2026-01-02', { value: 1.2 }),
      result('b', '2026-01-03', { ...mg(0.3), comparator: '<' }),
      result('c', '2026-01-04', { ...mg(1), unit: 'cm', code: 'cm' }),
      result('d', '2026-01-05', mg(1.1)),
    ]
    const { points, left } = trend(creatinine) ?? {}
    expect(points).toEqual([{ date: '2026-01-05', value: 1.1 }])
    expect(left?.map(({ code }) => code)).toEqual(['no-unit', 'comparator', 'wrong-unit'])
  })

  test('nothing on file is no trend', () => {
    expect(trend([])).toBeUndefined()
    expect(trendsOf(egfr, { patient })).toEqual([])
  })

  test('a result without a day has no place in time, and is said to be left out', () => {
    const undated = result('a', undefined, mg(1))
    const left = [{ code: 'undated', text: 'the result has no date' }]
    expect(trend([undated])).toMatchObject({ points: [], left })
    const dated = result('b', '2026-01-02', mg(1.2))
    expect(trend([undated, dated])).toMatchObject({
      points: [{ date: '2026-01-02', value: 1.2 }],
      left,
    })
  })

  test('the reference range of the newest result, in the same unit', () => {
    const range = (low: object, high: object) => ({ referenceRange: [{ low, high }] })
    const creatinine = [
      result('a', '2025-01-02', mg(1.2), range(mg(0.1), mg(0.2))),
      result('b', '2026-01-02', umol(97.24), range(umol(44.2), umol(88.4))),
    ]
    expect(trend(creatinine)).toMatchObject({ low: 0.5, high: 1 })
  })

  test('no range where it does not say for whom, or has no unit', () => {
    const two = [{ low: mg(0.5) }, { low: mg(0.7) }]
    expect(trend([result('a', '2026-01-02', mg(1), { referenceRange: two })])?.low).toBeUndefined()
    for (const bare of [
      { low: { value: 0.5 }, high: mg(1) },
      { low: mg(0.5), high: { value: 1 } },
      { low: mg(0.5), high: { ...mg(1), unit: 'cm', code: 'cm' } },
    ]) {
      const read = trend([result('a', '2026-01-02', mg(1), { referenceRange: [bare] })])
      expect([read?.low, read?.high]).toEqual([undefined, undefined])
    }
  })

  test('a range that states one bound has one', () => {
    const read = trend([result('a', '2026-01-02', mg(1), { referenceRange: [{ high: mg(1) }] })])
    expect([read?.low, read?.high]).toEqual([undefined, 1])
  })

  test('a figure that is computed from a result has a history, but not the range of that result', () => {
    const data = {
      ...{
        patient,
        creatinine: [result('a', '2026-01-02', mg(1), { referenceRange: [{ low: mg(0.5) }] })],
      },
      ...{ conditions: [], medications: [], lipids: [], bloodPressure: [], smoking: [] },
    }
    const [found] = trendsOf(prevent, data).filter(({ input }) => input === 'egfr')
    expect(found?.points).toHaveLength(1)
    expect(found?.low).toBeUndefined()
  })

  test('a panel: blood pressure', () => {
    const panel = {
      ...{
        resourceType: 'Observation',
        id: 'bp',
        status: 'final',
        effectiveDateTime: '2026-01-02',
      },
      code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
      component: [
        {
          code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
          valueQuantity: { value: 142, unit: 'mm[Hg]' },
        },
      ],
    }
    const data = { patient, conditions: [], medications: [], lipids: [], bloodPressure: [panel] }
    const found = trendsOf(prevent, { ...data, smoking: [], creatinine: [] })
    expect(found).toMatchObject([{ input: 'sbp', points: [{ date: '2026-01-02', value: 142 }] }])
  })
})
