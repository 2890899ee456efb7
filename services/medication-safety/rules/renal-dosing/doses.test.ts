import { describe, expect, test } from '@jest/globals'
import { listedIngredients, productName } from '#cds'
import data from './doses.json' with { type: 'json' }
import { bandAt, rowsFor } from './doses.ts'

/** The row of a medicine by its ingredients, parted by `+`. */
const rowOf = (ingredients: string) => {
  const [found] = rowsFor(ingredients.split('+'))
  if (found === undefined) throw new Error(`no row for ${ingredients}`)
  return found.row
}
const at = (code: string, value: number, hasFibrillation = true) =>
  bandAt(rowOf(code), value, () => hasFibrillation)?.short

describe('the table', () => {
  test.each(data.rows.map((row) => [row.id, row] as const))('%s can be read', (_, row) => {
    const beside = 'with' in row ? listedIngredients(row.with) : []
    for (const code of listedIngredients(row.medicines))
      expect(rowsFor([...beside, code]).map((each) => each.row.id)).toEqual([row.id])
    expect(['crcl', 'egfr']).toContain(row.by)
    expect(row.sources.length).toBeGreaterThan(0)
    for (const { severity, advice } of row.bands) {
      expect(['critical', 'warning', 'info']).toContain(severity)
      expect(advice).toMatch(/\.$/)
    }
  })

  test.each(data.rows.map(({ id, medicines }) => [id, medicines] as const))(
    '%s: a lower dose is of a product, and within the limit',
    (_, medicines) => {
      const [code = ''] = listedIngredients(medicines)
      for (const { lower = [], maxMgPerDay = 0 } of rowOf(code).bands)
        for (const to of lower) {
          expect(productName(to.code)).toBe(to.text)
          expect(to.mg * to.timesPerDay).toBeLessThanOrEqual(maxMgPerDay)
        }
    },
  )

  // Every edge of the table, on both sides.
  test.each([
    ['rivaroxaban', '1114195', 14.9, 'not studied or to be avoided'],
    ['rivaroxaban', '1114195', 15, '15 mg a day in atrial fibrillation'],
    ['rivaroxaban', '1114195', 50, '15 mg a day in atrial fibrillation'],
    ['rivaroxaban', '1114195', 50.1, undefined],
    ['dabigatran', '1037042', 14.9, 'no dose is recommended'],
    ['dabigatran', '1037042', 15, '75 mg twice daily in atrial fibrillation'],
    ['dabigatran', '1037042', 30, '75 mg twice daily in atrial fibrillation'],
    ['dabigatran', '1037042', 30.1, undefined],
    ['edoxaban', '1599538', 14.9, 'no dose is recommended'],
    ['edoxaban', '1599538', 15, '30 mg a day in atrial fibrillation'],
    ['edoxaban', '1599538', 50, '30 mg a day in atrial fibrillation'],
    ['edoxaban', '1599538', 50.1, undefined],
    ['edoxaban', '1599538', 95, undefined],
    ['edoxaban', '1599538', 95.1, 'not to be used in atrial fibrillation'],
    ['enoxaparin', '67108', 29.9, 'reduce the dose'],
    ['enoxaparin', '67108', 30, undefined],
    ['gabapentin', '25480', 14.9, 'at most 300 mg a day, less in proportion'],
    ['gabapentin', '25480', 15, 'at most 700 mg a day'],
    ['gabapentin', '25480', 30, 'at most 1,400 mg a day'],
    ['gabapentin', '25480', 60, undefined],
    ['pregabalin', '187832', 14.9, 'at most 75 mg a day'],
    ['pregabalin', '187832', 15, 'at most 150 mg a day'],
    ['pregabalin', '187832', 30, 'at most 300 mg a day'],
    ['pregabalin', '187832', 60, undefined],
    ['ibuprofen', '5640', 29.9, 'avoid NSAIDs'],
    ['ibuprofen', '5640', 30, undefined],
    ['nitrofurantoin', '7454', 29.9, 'avoid'],
    ['nitrofurantoin', '7454', 30, 'the label forbids it below 60'],
    ['nitrofurantoin', '7454', 60, undefined],
    ['co-trimoxazole', '10180+10829', 14.9, 'not recommended'],
    ['co-trimoxazole', '10180+10829', 15, 'half the usual dose'],
    ['co-trimoxazole', '10180+10829', 30, 'half the usual dose'],
    ['co-trimoxazole', '10180+10829', 30.1, undefined],
    ['trimethoprim', '10829', 14.9, 'not recommended'],
    ['trimethoprim', '10829', 15, 'half the usual dose'],
    ['trimethoprim', '10829', 30, 'half the usual dose'],
    ['trimethoprim', '10829', 30.1, undefined],
    ['baclofen', '1292', 59.9, 'avoid from 65 years'],
    ['baclofen', '1292', 60, undefined],
    ['famotidine', '4278', 49.9, 'reduce the dose'],
    ['famotidine', '4278', 50, undefined],
    ['ciprofloxacin', '2551', 29.9, 'reduce the dose'],
    ['ciprofloxacin', '2551', 30, undefined],
    ['duloxetine', '72625', 29.9, 'avoid'],
    ['duloxetine', '72625', 30, undefined],
    ['spironolactone', '9997', 29.9, 'avoid from 65 years'],
    ['spironolactone', '9997', 30, undefined],
    ['eplerenone', '298869', 30, 'contraindicated'],
    ['eplerenone', '298869', 30.1, undefined],
    ['colchicine', '2683', 29.9, 'reduce the dose'],
    ['colchicine', '2683', 30, undefined],
    ['fenofibrate', '8703', 29.9, 'avoid'],
    ['fenofibrate', '8703', 30, 'reduce the dose'],
    ['fenofibrate', '8703', 90, undefined],
    ['dapagliflozin', '1488564', 24.9, 'do not start'],
    ['dapagliflozin', '1488564', 25, 'not for blood glucose alone'],
    ['dapagliflozin', '1488564', 45, undefined],
    ['empagliflozin', '1545653', 19.9, 'no data support a start'],
    ['empagliflozin', '1545653', 20, 'not for blood glucose alone'],
    ['empagliflozin', '1545653', 30, undefined],
    ['canagliflozin', '1373458', 29.9, 'do not start'],
    ['canagliflozin', '1373458', 30, 'at most 100 mg a day'],
    ['canagliflozin', '1373458', 60, undefined],
    ['methotrexate', '6851', 29.9, 'avoid in low-dose use'],
    ['methotrexate', '6851', 30, undefined],
  ])('%s (%s) at %d: %s', (_, code, value, short) => {
    expect(at(code, value)).toBe(short)
  })

  test.each([
    ['rivaroxaban', '1114195', 40, undefined],
    ['dabigatran', '1037042', 25, 'no dose is recommended in venous thromboembolism'],
    ['edoxaban', '1599538', 100, undefined],
  ])('%s (%s) at %d without atrial fibrillation: %s', (_, code, value, short) => {
    expect(at(code, value, false)).toBe(short)
  })
})
