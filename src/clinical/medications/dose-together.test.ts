import { expect, test } from '@jest/globals'
import { medication } from '../../testing.ts'
import { dosesTogether } from './dose-together.ts'
import { medicationView } from './view.ts'

const CITALOPRAM = '2556'
const CITALOPRAM_10 = '283672'
const CITALOPRAM_20 = '200371'
const LISINOPRIL_20 = '314077'

const order = (code: string, repeat: object = {}, more: object = {}) => {
  const timing = { repeat: { frequency: 1, period: 1, periodUnit: 'd', ...repeat } }
  const doseAndRate = [{ doseQuantity: { value: 1, unit: 'tablet' } }]
  const dosageInstruction = [{ timing, doseAndRate }]
  const resource = { ...medication(code), dosageInstruction, ...more }
  return { resource, medication: medicationView(resource) }
}
const together = (...orders: ReturnType<typeof order>[]) =>
  orders.map((each) => dosesTogether(orders)(each, CITALOPRAM))

test('two strengths of one session build one dose', () => {
  expect(together(order(CITALOPRAM_20), order(CITALOPRAM_10))).toEqual([30, 30])
})
test('another medicine adds nothing', () => {
  expect(together(order(CITALOPRAM_20), order(LISINOPRIL_20))[0]).toBe(20)
})
test.each([
  ['an end', { boundsPeriod: { end: '2026-03-08' } }, {}],
  ['a duration', { boundsDuration: { value: 1, unit: 'wk' } }, {}],
  ['a number of doses', { count: 7 }, {}],
  ['a period of validity', {}, { dispenseRequest: { validityPeriod: { end: '2026-03-08' } } }],
])('an order with %s may be followed by the other', (_, repeat, more) => {
  expect(together(order(CITALOPRAM_20), order(CITALOPRAM_10, repeat, more))).toEqual([20, 10])
})
test('an order that leaves its dose open adds nothing, and has none', () => {
  const open = order(CITALOPRAM_10, {}, { dosageInstruction: [{ text: 'as told' }] })
  expect(together(order(CITALOPRAM_20), open)).toEqual([20, undefined])
})
