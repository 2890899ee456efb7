import { expect, test } from '@jest/globals'
import { failsafe } from './failsafe.ts'
import { nodeScoreCache } from './node-score-cache.ts'
import type { ScoreCache, ScoreEntry } from './score-cache.ts'

const entry: ScoreEntry = {
  fingerprint: 'f',
  value: { egfr: 50 },
  inputs: [],
  computedAt: '2026-03-01T00:00:00Z',
}
let clock = 0
const told: string[] = []
const safe = (cache: ScoreCache) =>
  failsafe(cache, {
    monotonic: () => clock,
    now: () => new Date(clock),
    told: (fault) => told.push(fault),
    waitMs: 5,
    mostUnkept: 1,
  })

test('what is there at once is handed on at once, and nothing is counted', () => {
  const kept = nodeScoreCache()
  const cache = safe(kept)
  expect(cache.resolve('k', 'f', () => entry)).toBe(entry)
  expect(cache.latest('k', 0)).toBe(entry)
  expect(cache.counts()).toEqual({ hits: 1, misses: 1, stale: 0, failed: 0 })
  cache.close()
})

test('a cache that fails after it has computed does not have it computed again', async () => {
  let computed = 0
  const cache = safe({
    ...nodeScoreCache(),
    resolve: (_key, _fingerprint, compute) => {
      compute()
      return Promise.reject(new Error('lost'))
    },
  })
  const found = await cache.resolve('k', 'f', () => {
    computed += 1
    return entry
  })
  expect([found, computed]).toEqual([entry, 1])
})

test('after a failure the cache is left alone for a second, then asked again; a minute is one line', async () => {
  told.length = 0
  clock = 1_000_000
  let asked = 0
  const cache = safe({
    ...nodeScoreCache(),
    latest() {
      asked += 1
      return new Promise(() => {})
    },
  })
  for (const at of [0, 1, 999, 1_000, 60_001]) {
    clock = 1_000_000 + at
    expect(await cache.latest('k', 0)).toBeUndefined()
  }
  expect([asked, cache.counts().failed]).toEqual([3, 5])
  expect(told).toEqual(['LateError', 'LateError'])
})

test('that a score throws is no failure of the cache, and is not kept from whoever asked', () => {
  const cache = safe(nodeScoreCache())
  const broken = () => {
    throw new RangeError('of the score')
  }
  expect(() => cache.resolve('k', 'f', broken)).toThrow(RangeError)
  expect(cache.counts().failed).toBe(0)
  cache.close()
})

test('where a score was not kept the one before is not the latest, until one has been kept again', async () => {
  clock = Date.parse('2026-03-02T00:00:00Z')
  const kept = nodeScoreCache()
  let fails: () => void = () => {}
  const cache = safe({
    ...kept,
    async resolve(...asked) {
      fails()
      return kept.resolve(...asked)
    },
  })
  const scored = (fingerprint: string): ScoreEntry => ({
    ...{ ...entry, fingerprint },
    computedAt: new Date(clock).toISOString(),
  })
  const write = (key: string, fingerprint: string) =>
    cache.resolve(key, fingerprint, () => scored(fingerprint))
  const latest = async (key: string) => (await cache.latest(key, 0))?.fingerprint
  for (const key of ['a', 'b', 'c']) await write(key, 'old')
  expect(await latest('a')).toBe('old')

  clock += 5_000
  fails = () => {
    throw new Error('lost')
  }
  expect(await write('a', 'new')).toMatchObject({ fingerprint: 'new' })
  clock += 5_000
  expect([await latest('a'), await latest('b')]).toEqual([undefined, 'old'])
  // More than are remembered: nothing from before is the latest of any.
  await write('b', 'new')
  clock += 5_000
  expect([await latest('a'), await latest('b'), await latest('c')]).toEqual(
    Array(3).fill(undefined),
  )

  fails = () => {}
  for (const key of ['a', 'b']) await write(key, 'newer')
  expect([await latest('a'), await latest('b')]).toEqual(['newer', 'newer'])
  cache.close()
})
