import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { condition, observation, patient, testScore } from '../../testing.ts'
import { ICD10CM } from '../codes/systems.ts'
import { runScore } from '../score.ts'
import { apixabanAfDose } from './apixaban-af-dose.ts'
import { doacAction, doacCrcl } from './doac-crcl.ts'

const none = { age: 79, weightKg: 60.1, creatinine: 1.49 }

testScore(apixabanAfDose, {
  values: {
    'just short of all three criteria': {
      inputs: none,
      expect: {
        doseMgTwiceDaily: 5,
        contributions: { age: 0, weightKg: 0, creatinine: 0, dialysis: 0 },
      },
    },
    'one criterion: age': { inputs: { ...none, age: 80 }, expect: { doseMgTwiceDaily: 5 } },
    'one criterion: weight': {
      inputs: { ...none, weightKg: 60 },
      expect: { doseMgTwiceDaily: 5 },
    },
    'one criterion: creatinine': {
      inputs: { ...none, creatinine: 1.5 },
      expect: { doseMgTwiceDaily: 5 },
    },
    'age and weight': {
      inputs: { ...none, age: 80, weightKg: 60 },
      expect: { doseMgTwiceDaily: 2.5 },
    },
    'age and creatinine': {
      inputs: { ...none, age: 80, creatinine: 1.5 },
      expect: { doseMgTwiceDaily: 2.5 },
    },
    'weight and creatinine': {
      inputs: { ...none, weightKg: 60, creatinine: 1.5 },
      expect: { doseMgTwiceDaily: 2.5 },
    },
    'all three': {
      inputs: { age: 80, weightKg: 60, creatinine: 1.5 },
      expect: {
        doseMgTwiceDaily: 2.5,
        contributions: { age: 1, weightKg: 1, creatinine: 1, dialysis: 0 },
      },
    },
    'dialysis alone, whatever the creatinine': {
      inputs: { ...none, creatinine: 6, dialysis: true },
      expect: {
        doseMgTwiceDaily: 5,
        contributions: { age: 0, weightKg: 0, creatinine: 0, dialysis: 1 },
      },
    },
    'dialysis and age': {
      inputs: { ...none, age: 80, dialysis: true },
      expect: { doseMgTwiceDaily: 2.5 },
    },
    'dialysis and weight': {
      inputs: { ...none, weightKg: 60, dialysis: true },
      expect: { doseMgTwiceDaily: 2.5 },
    },
  },
  notCalculable: {
    'a child': { inputs: { ...none, age: 17 }, expect: ['age-out-of-range'] },
    'creatinine in umol/L': {
      inputs: { ...none, creatinine: 133 },
      expect: ['creatinine-out-of-range'],
    },
    nothing: {
      inputs: {},
      expect: ['age-missing', 'weightKg-missing', 'creatinine-missing'],
    },
  },
})

describe('apixaban: the chart', () => {
  const now = new Date('2026-03-01')
  const chart = {
    patient: patient('1946-03-01'),
    conditions: [],
    creatinine: [observation('14682-9', 132.6, 'umol/L', '2026-02-01')],
    weight: [observation('29463-7', 60_000, 'g', '2026-02-02')],
  }

  test('reads age, weight and creatinine in any of their units', () => {
    expect(apixabanAfDose.read?.(chart, { now })).toEqual({
      age: { value: 80, unit: 'a' },
      weightKg: { value: 60, unit: 'kg', date: '2026-02-02' },
      creatinine: { value: expect.closeTo(1.5, 10), unit: 'mg/dL', date: '2026-02-01' },
      dialysis: { value: false },
    })
  })

  test.each([
    ['dependence on dialysis', { system: ICD10CM, code: 'Z99.2' }, true],
    ['end-stage disease, no word of dialysis', { system: ICD10CM, code: 'N18.6' }, false],
  ])('%s', (_name, coding, expected) => {
    const conditions = [condition('', { code: { coding: [coding] } })]
    const read = apixabanAfDose.read?.({ ...chart, conditions }, { now })
    expect(read?.dialysis).toEqual({ value: expected })
  })
})

testScore(doacCrcl, {
  values: {
    'rivaroxaban at 50': {
      inputs: { drug: 'rivaroxaban-af', crcl: 50 },
      expect: { action: '15 mg daily with evening meal', contributions: { crcl: 50 } },
    },
  },
  notCalculable: {
    'apixaban does not go by clearance': {
      inputs: { drug: 'apixaban-af', crcl: 50 },
      expect: ['drug-invalid'],
    },
    'below nothing': {
      inputs: { drug: 'dabigatran-af', crcl: -1 },
      expect: ['crcl-out-of-range'],
    },
    nothing: { inputs: {}, expect: ['drug-missing', 'crcl-missing'] },
  },
})

describe('the table by clearance', () => {
  test.each([
    ['rivaroxaban-af', 50.1, '20 mg daily with evening meal'],
    ['rivaroxaban-af', 50, '15 mg daily with evening meal'],
    ['rivaroxaban-af', 15, '15 mg daily with evening meal'],
    ['rivaroxaban-af', 14.9, 'no-recommendation'],
    ['dabigatran-af', 30.1, '150 mg twice daily'],
    ['dabigatran-af', 30, '75 mg twice daily'],
    ['dabigatran-af', 15, '75 mg twice daily'],
    ['dabigatran-af', 14.9, 'no-recommendation'],
    ['edoxaban-af', 95.1, 'do-not-use'],
    ['edoxaban-af', 95, '60 mg daily'],
    ['edoxaban-af', 50.1, '60 mg daily'],
    ['edoxaban-af', 50, '30 mg daily'],
    ['edoxaban-af', 15, '30 mg daily'],
    ['edoxaban-af', 14.9, 'no-recommendation'],
    ['edoxaban-af', 0, 'no-recommendation'],
  ] as const)('%s at %p: %s', (drug, crcl, action) => {
    expect(doacAction(drug, crcl)).toBe(action)
  })

  test('a lower clearance never brings a higher daily dose, but for edoxaban above 95', () => {
    const daily = (action: string) =>
      Number.parseInt(action, 10) * (action.includes('twice') ? 2 : 1) || 0
    const clearance = fc.double({ min: 0, max: 95, noNaN: true })
    const drugs = fc.constantFrom('rivaroxaban-af', 'dabigatran-af', 'edoxaban-af')
    fc.assert(
      fc.property(drugs, clearance, clearance, (drug, one, other) => {
        const dose = (crcl: number) => {
          const result = runScore(doacCrcl, { drug, crcl })
          return 'value' in result ? daily(result.value.action) : Number.NaN
        }
        expect(dose(Math.min(one, other))).toBeLessThanOrEqual(dose(Math.max(one, other)))
      }),
    )
  })
})
