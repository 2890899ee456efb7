import type { MaybePromise, ScoreCache, ScoreCounts, ScoreEntry } from './score-cache.ts'

export interface FailsafeOptions {
  /** ms of a clock that never jumps. */
  readonly monotonic: () => number
  /** The time of day by which scores are dated. */
  readonly now: () => Date
  /** Told of a failure by its name, once a minute at most. */
  readonly told: (fault: string) => void
  /** How long an answer is waited for, ms. */
  readonly waitMs?: number
  /** How many keys are remembered whose score may not have been kept. */
  readonly mostUnkept?: number
}

/** Counts, too, how often there was no answer of the cache. */
export interface FailsafeCache extends ScoreCache {
  counts(): ScoreCounts & { readonly failed: number }
}

const WAIT_MS = 100
/** After a failure nobody is kept waiting again for so long, ms. */
const REST_MS = 1_000
const TELL_MS = 60_000
const NONE: ScoreCounts = { hits: 0, misses: 0, stale: 0 }

/** The answer did not come in time. */
class LateError extends Error {
  override readonly name = 'LateError'
}

/**
 * A cache that throws, rejects or never answers is one that is empty: scores are computed without it, at
 * most once for a look-up, and what it was late with is dropped. Where a score could not be kept, the one
 * before it is no longer the latest: there is none until one has been kept again. An answer that is there at once, as from
 * the memory of the process, costs nothing more.
 *
 * @example failsafe(nodeScoreCache(), { monotonic, now, told: (fault) => log.error({ fault }, '…') })
 */
export function failsafe(cache: ScoreCache, options: FailsafeOptions): FailsafeCache {
  const { monotonic, now, told, waitMs = WAIT_MS, mostUnkept = 10_000 } = options
  const unkept = new Set<string>()
  /** What was computed before is not the latest of any key, epoch ms: for keys beyond those remembered. */
  let unsureUntil = Number.NEGATIVE_INFINITY
  let failed = 0
  let restsUntil = Number.NEGATIVE_INFINITY
  let toldAt = Number.NEGATIVE_INFINITY

  function fails(error: unknown): void {
    failed += 1
    const at = monotonic()
    restsUntil = at + REST_MS
    if (at - toldAt < TELL_MS) return
    toldAt = at
    told(error instanceof Error ? error.name : typeof error)
  }

  function notKept(key: string): void {
    if (unkept.size < mostUnkept) unkept.add(key)
    else if (!unkept.has(key)) unsureUntil = now().getTime()
  }

  /** What the cache says, or else what there is without it. */
  function orElse<T>(ask: () => MaybePromise<T>, without: () => T): MaybePromise<T> {
    if (monotonic() < restsUntil) {
      failed += 1
      return without()
    }
    try {
      const answer = ask()
      return answer instanceof Promise ? inTime(answer, without) : answer
    } catch (error) {
      fails(error)
      return without()
    }
  }

  async function inTime<T>(answer: Promise<T>, without: () => T): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new LateError()), waitMs)
    try {
      return await Promise.race([answer, late])
    } catch (error) {
      fails(error)
      return without()
    } finally {
      clearTimeout(timer)
    }
  }

  function attempt<T>(ask: () => T, without: T): T {
    try {
      return ask()
    } catch (error) {
      fails(error)
      return without
    }
  }

  return {
    resolve(key, fingerprint, compute) {
      const own = computing(compute)
      let isKept = true
      const without = (): ScoreEntry | undefined => {
        isKept = false
        notKept(key)
        return own.entry()
      }
      const settled = (found: ScoreEntry | undefined): ScoreEntry | undefined => {
        if (isKept) unkept.delete(key)
        return own.checked(found)
      }
      const found = orElse(() => cache.resolve(key, fingerprint, own.entry), without)
      return found instanceof Promise ? found.then(settled) : settled(found)
    },
    latest(key, notBefore) {
      if (unkept.has(key)) return undefined
      return orElse(
        () => cache.latest(key, Math.max(notBefore, unsureUntil)),
        () => undefined,
      )
    },
    noteHits(count) {
      attempt(() => cache.noteHits(count), undefined)
    },
    counts: () => ({ ...attempt(() => cache.counts(), NONE), failed }),
    close() {
      attempt(() => cache.close(), undefined)
    },
  }
}

/** Computes once, whoever asks; that a score cannot be computed for a defect of its own is none of the cache's. */
function computing(compute: () => ScoreEntry | undefined) {
  let made: { readonly entry?: ScoreEntry | undefined; readonly error?: unknown } | undefined
  return {
    entry(): ScoreEntry | undefined {
      try {
        made ??= { entry: compute() }
      } catch (error) {
        made = { error }
      }
      return made.entry
    },
    checked<T>(found: T): T {
      if (made !== undefined && 'error' in made) throw made.error
      return found
    },
  }
}
