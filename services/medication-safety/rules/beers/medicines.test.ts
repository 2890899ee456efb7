import { describe, expect, test } from '@jest/globals'
import { listedIngredients, medicationView, productName } from '#cds'
import { medication } from '#cds/testing'
import data from './medicines.json' with { type: 'json' }
import { rowsFor } from './medicines.ts'

const rowsOf = (code: string, more: object = {}) => {
  const resource = { ...medication(code, more) }
  const order = { resource, medication: medicationView(resource) }
  return rowsFor(order).map(({ id }) => id)
}

describe('the table', () => {
  test.each(data.rows.map((row) => [row.id, row] as const))('%s can be read', (_, row) => {
    for (const code of listedIngredients(row.medicines)) expect(rowsOf(code)).toContain(row.id)
    expect(row.why).toMatch(/\.$/)
    for (const { code, text, mg, timesPerDay } of row.unlessAtMost?.lower ?? []) {
      expect(productName(code)).toBe(text)
      expect(mg * timesPerDay).toBeLessThanOrEqual(row.unlessAtMost?.mgPerDay ?? 0)
    }
  })

  test.each([
    ['digoxin 0.125 mg a day', '197604', 1, []],
    ['digoxin 0.25 mg a day', '197606', 1, ['digoxin']],
  ])('%s', (_, code, value, expected) => {
    const timing = { repeat: { frequency: 1, period: 1, periodUnit: 'd' } }
    const doseAndRate = [{ doseQuantity: { value, unit: 'tablet' } }]
    expect(rowsOf(code, { dosageInstruction: [{ timing, doseAndRate }] })).toEqual(expected)
  })

  test.each([
    ['nifedipine, extended release', '198034', []],
    ['nifedipine, capsule', '198032', ['nifedipine']],
    ['nifedipine, form unknown', '7417', ['nifedipine']],
  ])('%s', (_, code, expected) => {
    expect(rowsOf(code)).toEqual(expected)
  })
})
