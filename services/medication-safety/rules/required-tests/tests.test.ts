import { describe, expect, test } from '@jest/globals'
import { broughtBy, LOINC, listedIngredients, medicationView, type PanelTest } from '#cds'
import { medication } from '#cds/testing'
import rule from './rule.ts'
import data from './tests.json' with { type: 'json' }
import { rowsFor } from './tests.ts'

const queries = `${rule.prefetch.labs},${rule.prefetch.creatinine},`

describe('the table', () => {
  test.each(data.rows.map((row) => [row.id, row] as const))('%s can be read', (_, row) => {
    for (const code of listedIngredients(row.medicines)) {
      const found = rowsFor(medicationView(medication(code))).find(({ id }) => id === row.id)
      expect(found?.tests.map(({ name }) => name).length).toBe(row.tests.length)
    }
    expect(['warning', 'info']).toContain(row.severity)
    expect(row.source).not.toBe('')
    expect(row.why).toMatch(/\.$/)
  })

  test.each(Object.entries(data.tests))(
    '%s: a result with the ordered code is asked for and found',
    (_, { order }) => {
      expect(queries).toMatch(new RegExp(`\\|${order}[,&]`))
    },
  )

  test('reports of every panel that counts are asked for', () => {
    const held = Object.values(data.tests).flatMap((test) =>
      'broughtBy' in test ? [test.broughtBy as PanelTest] : [],
    )
    const keys = held.flatMap((test) => [...broughtBy(test).keys])
    expect(keys.length).toBeGreaterThan(0)
    const asked = `${rule.prefetch.panels.optional},`.replaceAll('&', ',')
    for (const key of keys.filter((each) => each.startsWith(LOINC)))
      expect(asked).toContain(`${key},`)
  })
})
