import { expect, test } from '@jest/globals'
import { medication } from '../../testing.ts'
import { dailyDose } from './daily-dose.ts'
import { medicationView } from './view.ts'

const SIMVASTATIN = '36567'
const SIMVASTATIN_40 = '198211'
const LISINOPRIL = '29046'
const LISINOPRIL_HCTZ = '197885'

const step = (value: number, unit: string, more: object = {}) => ({
  doseAndRate: [{ doseQuantity: { value, unit } }],
  timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' as const } },
  ...more,
})
const dose = (code: string, ingredient: string, ...dosageInstruction: object[]) => {
  const order = medication(code, { dosageInstruction })
  return dailyDose(order, medicationView(order), ingredient)
}

test('tablets count by their strength', () => {
  expect(dose(SIMVASTATIN_40, SIMVASTATIN, step(0.5, 'tablet'))).toBe(20)
})
test('milligrams of a bare ingredient are its own', () => {
  expect(dose(SIMVASTATIN, SIMVASTATIN, step(40, 'mg'))).toBe(40)
})
test('milligrams of another medicine are not those of the ingredient', () => {
  expect(dose(LISINOPRIL, SIMVASTATIN, step(5, 'mg'))).toBeUndefined()
})
test('morning and evening steps add up', () => {
  expect(dose(SIMVASTATIN_40, SIMVASTATIN, step(1, 'tablet'), step(0.5, 'tablet'))).toBe(60)
})
test('a tablet of two ingredients holds each', () => {
  expect(dose(LISINOPRIL_HCTZ, LISINOPRIL, step(2, 'tablet'))).toBe(20)
})
test.each([
  ['milligrams of a compound', LISINOPRIL_HCTZ, LISINOPRIL, [step(10, 'mg')]],
  ['tablets of an unknown strength', SIMVASTATIN, SIMVASTATIN, [step(1, 'tablet')]],
  ['a product nobody knows', '999999999', SIMVASTATIN, [step(1, 'tablet')]],
  ['no directions', SIMVASTATIN_40, SIMVASTATIN, []],
  ['no timing', SIMVASTATIN_40, SIMVASTATIN, [step(1, 'tablet', { timing: {} })]],
  [
    'steps that follow one another',
    SIMVASTATIN_40,
    SIMVASTATIN,
    [step(1, 'tablet', { sequence: 1 }), step(2, 'tablet', { sequence: 2 })],
  ],
])('%s: unknown', (_, code, ingredient, steps) => {
  expect(dose(code, ingredient, ...steps)).toBeUndefined()
})
