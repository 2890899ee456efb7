import { describe, expect, test } from '@jest/globals'
import { listedIngredients, medicationView } from '#cds'
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
})
