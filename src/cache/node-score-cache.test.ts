import { afterEach, expect, test } from '@jest/globals'
import { nodeScoreCache } from './node-score-cache.ts'
import type { ScoreCache, ScoreEntry } from './score-cache.ts'

const entry = (fingerprint: string, egfr: number, computedAt = '2026-03-01T00:00:00Z') =>
  ({ fingerprint, value: { egfr }, inputs: [], computedAt }) satisfies ScoreEntry

let cache: ScoreCache
const open = (options = {}) => {
  cache = nodeScoreCache(options)
  return cache
}
afterEach(() => cache.close())

test('equal inputs hit; others are computed anew and take their place', () => {
  const { resolve, counts } = open()
  const first = resolve('k', 'one', () => entry('one', 50))
  expect(resolve('k', 'one', () => entry('one', 99))).toBe(first)
  expect(resolve('k', 'two', () => entry('two', 20))).toMatchObject({ value: { egfr: 20 } })
  expect(resolve('k', 'one', () => entry('one', 50))).toMatchObject({ value: { egfr: 50 } })
  expect(counts()).toEqual({ hits: 1, misses: 1, stale: 2 })
})

test('inputs that give no score end the one before', () => {
  const { resolve, latest } = open()
  resolve('k', 'one', () => entry('one', 50))
  expect(resolve('k', 'two', () => undefined)).toBeUndefined()
  expect(latest('k', 0)).toBeUndefined()
})

test('without inputs the latest serves as long as it is young enough', () => {
  const { resolve, latest } = open()
  resolve('k', 'one', () => entry('one', 50, '2026-03-01T00:00:00Z'))
  expect(latest('k', Date.parse('2026-03-01T00:00:00Z'))).toMatchObject({ value: { egfr: 50 } })
  expect(latest('k', Date.parse('2026-03-01T00:00:01Z'))).toBeUndefined()
  expect(latest('other', 0)).toBeUndefined()
})

test('when it is full, what is there stays and may change; what is new is not kept', () => {
  const { resolve, latest } = open({ maxEntries: 1 })
  resolve('k', 'one', () => entry('one', 50))
  expect(resolve('l', 'one', () => entry('one', 60))).toMatchObject({ value: { egfr: 60 } })
  resolve('k', 'two', () => entry('two', 20))
  expect(latest('l', 0)).toBeUndefined()
  expect(latest('k', 0)).toMatchObject({ value: { egfr: 20 } })
})
