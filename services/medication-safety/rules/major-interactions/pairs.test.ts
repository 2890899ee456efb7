import { describe, expect, test } from '@jest/globals'
import { listedIngredients, oncInteractions, productName } from '#cds'
import data from './pairs.json' with { type: 'json' }
import { meetings } from './pairs.ts'

const ROWS = data.pairs.map((row) => [row.id, row] as const)
const SOURCES = Object.keys(data.sources)

describe('the table', () => {
  test.each(ROWS)('%s: every ingredient of one group meets every one of the other', (_, row) => {
    const a = listedIngredients(row.a)
    const b = listedIngredients(row.b)
    for (const one of a)
      for (const other of b.filter((each) => each !== one)) {
        const here = ({ pair }: { readonly pair: { readonly id: string } }) => pair.id === row.id
        expect(meetings([one], [other]).some(here)).toBe(true)
        expect(meetings([other], [one]).some(here)).toBe(true)
      }
  })

  test.each(ROWS)('%s names its source, what to do, and how severe it is', (_, row) => {
    expect(row.sources.length).toBeGreaterThan(0)
    for (const key of row.sources) expect(SOURCES).toContain(key)
    expect(row.advice).toMatch(/\.$/)
    expect(['critical', 'warning', 'info']).toContain(row.severity)
  })

  test.each(ROWS)('%s: a lower dose is of a product, and within the limit', (_, row) => {
    const limit = row.cap?.mgPerDay ?? Number.POSITIVE_INFINITY
    for (const { code, text, mg, timesPerDay } of row.lower?.to ?? []) {
      expect(productName(code)).toBe(text)
      expect(mg * timesPerDay).toBeLessThanOrEqual(limit)
    }
  })

  test('has no row twice, and no source that no row names', () => {
    expect(new Set(data.pairs.map(({ id }) => id)).size).toBe(data.pairs.length)
    const named = new Set(data.pairs.flatMap(({ sources }) => sources))
    expect(SOURCES.filter((key) => !named.has(key))).toEqual([])
  })

  test.each(ROWS)('%s is not wholly one of the ONC list, which has its own rule', (_, row) => {
    const pairs = listedIngredients(row.a).flatMap((a) =>
      listedIngredients(row.b).map((b) => oncInteractions([a], [b]).length > 0),
    )
    expect(pairs).toContain(false)
  })

  // Where the ONC list speaks, the row is silent: it must not be milder there.
  test.each(ROWS.filter(([, row]) => row.severity === 'critical'))(
    '%s: what the label forbids is no mere warning of the ONC list',
    (_, row) => {
      for (const a of listedIngredients(row.a))
        for (const b of listedIngredients(row.b)) {
          const [found] = oncInteractions([a], [b])
          expect([a, b, found?.severity ?? 'critical']).toEqual([a, b, 'critical'])
        }
    },
  )

  test('an ingredient does not meet itself, and unrelated ones do not meet', () => {
    expect(meetings(['703'], ['703'])).toEqual([])
    expect(meetings(['6809'], ['29046'])).toEqual([])
    expect(meetings([], ['29046'])).toEqual([])
  })
})
