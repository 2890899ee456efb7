import { describe, expect, test } from '@jest/globals'
import { runScore } from '../score.ts'
import { pce } from './pce.ts'
import { prevent } from './prevent.ts'
import coefficients from './prevent-coefficients.json' with { type: 'json' }
import { total } from './terms.ts'

const woman = {
  ...{ age: 50, sex: 'female', totalCholesterol: 200, hdl: 45, sbp: 160, bmi: 35, egfr: 90 },
  ...{ diabetes: true, smoker: false, antihypertensive: true, statin: false },
}

describe('PREVENT', () => {
  test.each([
    ['base', {}],
    ['hba1c', { hba1c: 8.1 }],
    ['uacr', { uacr: 40 }],
    ['full', { hba1c: 8.1, uacr: 40, sdiDecile: 8 }],
  ] as const)('%s: the contributions and the constant are the log odds of ASCVD', (model, more) => {
    const result = runScore(prevent, { ...woman, ...more })
    if (!('value' in result)) throw new Error('not calculable')
    const { ascvdPct, contributions } = result.value
    const { constant } = coefficients.models[`${model}-10yr`].female.ascvd
    expect(100 / (1 + Math.exp(-total(contributions) - constant))).toBeCloseTo(ascvdPct, 9)
    expect(contributions.diabetes).toBeGreaterThan(0)
    expect(contributions.smoker).toBe(0)
  })

  test('every term of every model belongs to an input', () => {
    const result = runScore(prevent, { ...woman, hba1c: 6, uacr: 20, sdiDecile: 5 })
    if (!('value' in result)) throw new Error('not calculable')
    expect(Object.keys(result.value.contributions).toSorted()).toEqual(
      [
        ...['age', 'antihypertensive', 'diabetes', 'egfr', 'hba1c', 'hdl', 'sbp', 'sdiDecile'],
        ...['smoker', 'statin', 'totalCholesterol', 'uacr'],
      ].toSorted(),
    )
  })
})

describe('Pooled Cohort Equations', () => {
  const man = {
    ...{ race: 'white', sex: 'male', age: 55, totalCholesterol: 213, hdl: 50, sbp: 120 },
    ...{ bpTreated: false, smoker: false, diabetes: false },
  }
  const value = (more: object = {}) => {
    const result = runScore(pce, { ...man, ...more })
    if (!('value' in result)) throw new Error('not calculable')
    return result.value
  }

  test('the contributions give the risk, and optimal levels contribute nothing', () => {
    const { ascvdPct, contributions } = value()
    expect(100 * (1 - 0.91436 ** Math.exp(total(contributions)))).toBeCloseTo(ascvdPct, 9)
    const optimal = value({ totalCholesterol: 170, sbp: 110 }).contributions
    expect(optimal).toMatchObject({ totalCholesterol: 0, hdl: 0, sbp: 0, smoker: 0, diabetes: 0 })
    expect(value({ smoker: true }).contributions.smoker).toBeGreaterThan(0)
    expect(value({ hdl: 35 }).contributions.hdl).toBeGreaterThan(0)
  })

  test('another race has the White set, and the answer says so', () => {
    const { ascvdPct, byConvention, coefficients: set } = value({ race: 'other' })
    expect([byConvention, set]).toEqual([true, 'white'])
    expect(ascvdPct).toBe(value().ascvdPct)
    expect(value().byConvention).toBe(false)
  })

  test('atherosclerotic disease leaves nothing to predict', () => {
    expect(runScore(pce, { ...man, priorAscvd: true })).toMatchObject({
      notCalculable: [{ code: 'prior-ascvd' }],
    })
  })
})
