import type { ScoreCache, ScoreEntry } from '../cache/score-cache.ts'
import { frozen } from '../engine/frozen.ts'

/** A score computed anew; `null` where the inputs of now give none. */
export type ComputedScore = readonly [key: string, entry: ScoreEntry | null]

/** The score cache as a worker has it. */
export interface WorkerCache extends ScoreCache {
  /** What the next answer takes along: entries computed since the last one, and hits. */
  taken(): { readonly entries?: readonly ComputedScore[]; readonly hits?: number }
  /** Another worker has computed the score from other inputs. */
  forget(key: string): void
}

/**
 * The cache itself lies in the process. With inputs in hand nobody needs to be asked: a worker computes
 * by itself, remembers the last few thousand, and what is new travels with the answer. Only where inputs
 * are not in hand the process is asked, once per key at a time.
 *
 * @param ask asks the process for the last entry of a key
 */
export function workerCache(
  ask: (key: string, notBefore: number) => Promise<ScoreEntry | undefined>,
  most = 5_000,
): WorkerCache {
  const known = new Map<string, ScoreEntry>()
  const asking = new Map<string, Promise<ScoreEntry | undefined>>()
  let entries: ComputedScore[] = []
  let hits = 0

  function keep(key: string, entry: ScoreEntry): void {
    if (known.size >= most)
      for (const oldest of known.keys()) {
        known.delete(oldest)
        break
      }
    known.set(key, entry)
  }

  return {
    resolve(key, fingerprint, compute) {
      const found = known.get(key)
      if (found?.fingerprint === fingerprint) {
        hits += 1
        return found
      }
      const entry = compute()
      entries.push([key, entry ?? null])
      if (entry === undefined) known.delete(key)
      else keep(key, entry)
      return entry
    },
    latest(key, notBefore) {
      // One copy for all calls that ask at once: a rule must not be able to change it for another call.
      const asked = asking.get(key) ?? ask(key, notBefore).then(frozen)
      asking.set(key, asked)
      return asked.finally(() => asking.delete(key))
    },
    taken() {
      if (entries.length === 0 && hits === 0) return {}
      const taken = { entries, hits }
      entries = []
      hits = 0
      return taken
    },
    forget(key) {
      known.delete(key)
    },
    noteHits(count) {
      hits += count
    },
    counts: () => ({ hits, misses: entries.length, stale: 0 }),
    close: () => known.clear(),
  }
}
