import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { testScore } from '../../testing.ts'
import { runScore } from '../score.ts'
import { aCategory, gCategory, kdigoGrid } from './kdigo-grid.ts'

testScore(kdigoGrid, {
  values: {
    'the worst cell': {
      inputs: { egfr: 5, uacrMgG: 3000 },
      expect: { gCategory: 'G5', aCategory: 'A3', risk: 'very-high', monitorPerYear: 4 },
    },
    'no albuminuria: the G category alone': {
      inputs: { egfr: 50 },
      expect: { gCategory: 'G3a', aCategory: undefined, risk: undefined, missing: ['uacrMgG'] },
    },
    'no albumin found': { inputs: { egfr: 95, uacrMgG: 0 }, expect: { aCategory: 'A1' } },
  },
  notCalculable: {
    'eGFR 0': { inputs: { egfr: 0, uacrMgG: 5 }, expect: ['egfr-out-of-range'] },
    'eGFR beyond belief': { inputs: { egfr: 251, uacrMgG: 5 }, expect: ['egfr-out-of-range'] },
    'negative albuminuria': { inputs: { egfr: 90, uacrMgG: -1 }, expect: ['uacrMgG-out-of-range'] },
    'albuminuria in words': { inputs: { egfr: 90, uacrMgG: 'A2' }, expect: ['uacrMgG-invalid'] },
  },
})

test.each([
  [90, 'G1'],
  [89.99, 'G2'],
  [60, 'G2'],
  [59.99, 'G3a'],
  [45, 'G3a'],
  [44.99, 'G3b'],
  [30, 'G3b'],
  [29.99, 'G4'],
  [15, 'G4'],
  [14.99, 'G5'],
])('eGFR %d is %s', (egfr, category) => {
  expect(gCategory(egfr)).toBe(category)
})

test.each([
  [29.99, 'A1'],
  [30, 'A2'],
  [300, 'A2'],
  [300.01, 'A3'],
])('UACR %d is %s', (uacr, category) => {
  expect(aCategory(uacr)).toBe(category)
})

describe('the grid', () => {
  const RISKS = ['low', 'moderate', 'high', 'very-high']
  const rank = (egfr: number, uacrMgG: number) => {
    const result = runScore(kdigoGrid, { egfr, uacrMgG })
    if (!('value' in result)) throw new Error('not calculable')
    const { risk = '', monitorPerYear = 0 } = result.value
    return [RISKS.indexOf(risk), monitorPerYear] as const
  }

  test('risk and checks never fall as the kidneys get worse', () => {
    const egfr = fc.integer({ min: 1, max: 200 })
    const uacr = fc.integer({ min: 0, max: 5000 })
    fc.assert(
      fc.property(egfr, uacr, egfr, uacr, (one, a, two, b) => {
        const better = rank(Math.max(one, two), Math.min(a, b))
        const worse = rank(Math.min(one, two), Math.max(a, b))
        expect(worse[0]).toBeGreaterThanOrEqual(better[0])
        expect(worse[1]).toBeGreaterThanOrEqual(better[1])
      }),
    )
  })
})
