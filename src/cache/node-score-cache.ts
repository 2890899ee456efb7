import NodeCache from 'node-cache'
import type { ScoreCache, ScoreEntry } from './score-cache.ts'

const DAY_S = 86_400

/**
 * The score cache of one process, on node-cache. Bounded: when it is full, new scores are computed and
 * not kept. Computing is synchronous here, so two requests can never compute one key at the same time.
 */
export function nodeScoreCache(
  options: { maxEntries?: number; maxAgeDays?: number } = {},
): ScoreCache {
  const { maxEntries = 100_000, maxAgeDays = 400 } = options
  // Entries are frozen, so they need no cloning.
  const cache = new NodeCache({
    stdTTL: maxAgeDays * DAY_S,
    checkperiod: 600,
    useClones: false,
  })
  let hits = 0
  let misses = 0
  let stale = 0

  // Bounded here: with `maxKeys`, node-cache throws for a full cache even where a key only changes.
  function keep(key: string, entry: ScoreEntry): void {
    if (cache.has(key) || cache.getStats().keys < maxEntries) cache.set(key, entry)
  }

  return {
    resolve(key, fingerprint, compute) {
      const known = cache.get<ScoreEntry>(key)
      if (known?.fingerprint === fingerprint) {
        hits += 1
        return known
      }
      if (known === undefined) misses += 1
      else stale += 1
      const entry = compute()
      if (entry === undefined) cache.del(key)
      else keep(key, entry)
      return entry
    },
    latest(key, notBefore) {
      const known = cache.get<ScoreEntry>(key)
      if (known === undefined) misses += 1
      else if (Date.parse(known.computedAt) >= notBefore) hits += 1
      else stale += 1
      return known !== undefined && Date.parse(known.computedAt) >= notBefore ? known : undefined
    },
    noteHits(count) {
      hits += count
    },
    counts: () => ({ hits, misses, stale }),
    close: () => cache.close(),
  }
}
