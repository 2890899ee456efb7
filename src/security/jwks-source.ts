import type { JWK } from 'jose'
import { type FetchJwks, JwksError, type JwksPlace } from './jwks-fetch.ts'
import { type KeySource, keyRing, usableKeys } from './public-keys.ts'
import { Untrusted } from './untrusted.ts'

const MINUTE_MS = 60_000
/** After an attempt, another is made for an unknown `kid` this much later at the earliest (threat T7). */
const COOLDOWN_MS = MINUTE_MS
/** The same where there are no keys at all: nobody can be let in anyway, so the end of a fault is soon seen. */
const RETRY_MS = 10_000
/** Keys this old are fetched anew, called for or not: a key that was withdrawn is not taken for longer. */
export const REFRESH_MS = 10 * MINUTE_MS
/** Keys that could not be fetched anew for this long are no longer used. */
const STALE_MS = 24 * 60 * MINUTE_MS

export interface JwksSource extends KeySource {
  /** Fetches now, unless a fetch is under way. Never rejects; what went wrong goes to `onFailure`. */
  refresh(): Promise<void>
}

export interface JwksSourceDeps {
  readonly fetchJwks: FetchJwks
  /** Milliseconds of a clock that never jumps. */
  readonly monotonic: () => number
  readonly onFailure: (place: JwksPlace, word: string) => void
  /** What becomes of fetched keys; left out: all are used. */
  readonly ringOf?: (place: JwksPlace, keys: readonly JWK[]) => KeySource
}

/**
 * The keys at one address: cached, fetched by one call at a time, anew for an unknown `kid` at most once
 * a minute, and kept for a day where the address does not answer (`JWT-06`, `JWT-08`, `JWT-15`). Only calls
 * whose key is not there wait for a fetch: one that is under way costs the others nothing (promise R9).
 */
export function jwksSource(place: JwksPlace, deps: JwksSourceDeps): JwksSource {
  const { fetchJwks, monotonic, onFailure, ringOf = (_place, found) => keyRing(found) } = deps
  let keys: KeySource | undefined
  let fetchedAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let underWay: Promise<void> | undefined

  const load = async (): Promise<void> => {
    triedAt = monotonic()
    try {
      const found: readonly JWK[] = usableKeys(await fetchJwks(place))
      if (found.length === 0) throw new JwksError('no-usable-keys')
      keys = ringOf(place, found)
      fetchedAt = monotonic()
    } catch (error) {
      // Messages of others may hold what was fetched.
      onFailure(place, error instanceof JwksError ? error.message : (error as Error).name)
    }
  }
  const refresh = (): Promise<void> => {
    underWay ??= load().finally(() => {
      underWay = undefined
    })
    return underWay
  }
  const ageOf = (): number => monotonic() - fetchedAt
  const rested = (ms: number): boolean => monotonic() - triedAt >= ms
  // Asked anew after each wait: meanwhile another call may have found the keys too old.
  const inHand = (): KeySource => {
    if (keys === undefined) throw new Untrusted('keys-unavailable')
    return keys
  }

  return {
    refresh,
    async find(kid, alg) {
      if (ageOf() >= STALE_MS) keys = undefined
      if (keys === undefined) {
        if (underWay !== undefined || rested(RETRY_MS)) await refresh()
      } else if (ageOf() >= REFRESH_MS && rested(COOLDOWN_MS)) void refresh()
      const key = await inHand().find(kid, alg)
      if (key !== undefined || (underWay === undefined && !rested(COOLDOWN_MS))) return key
      await refresh()
      return inHand().find(kid, alg)
    },
  }
}
