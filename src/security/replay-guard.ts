import { hash } from 'node:crypto'

export type Claim = 'first' | 'seen' | 'full'

/**
 * Which tokens were used (`JWT-10`, threat T6). A claim is atomic: of any number at once, one is the
 * first. Several instances share one guard behind this interface; it rejects where it cannot tell.
 */
export interface ReplayGuard {
  /** @param until when the token is of no use any more, seconds since 1970. */
  claim(iss: string, jti: string, until: number): Promise<Claim>
}

export interface MemoryGuardDeps {
  readonly now: () => Date
  /** Milliseconds of a clock that never jumps. */
  readonly monotonic: () => number
  /** Tokens of one issuer that are remembered at once; then it is full for that issuer. */
  readonly mostPerIssuer?: number
}

/** Enough for 600 calls a second with tokens of 300 s; about 25 MB. */
const MOST_PER_ISSUER = 200_000
/** Tokens are forgotten by the minute, in which they all have run out. */
const SPAN_S = 60

interface Span {
  readonly keys: string[]
  /** When all of them have run out by the clock that never jumps, ms. */
  runOutMs: number
}

/**
 * The guard of one process. Bounded: where it is full it says so rather than forget. An entry goes when
 * it has run out by both clocks, so that setting the clock reopens nothing (`R19`).
 */
export function memoryReplayGuard(deps: MemoryGuardDeps): ReplayGuard {
  const { now, monotonic, mostPerIssuer = MOST_PER_ISSUER } = deps
  const issuers = new Map<string, { used: Set<string>; spans: Map<number, Span> }>()

  return {
    async claim(iss, jti, until) {
      const issuer = issuers.get(iss) ?? { used: new Set(), spans: new Map() }
      issuers.set(iss, issuer)
      const seconds = now().getTime() / 1000
      const { used, spans } = issuer
      for (const [end, { keys, runOutMs }] of spans) {
        if (end >= seconds || runOutMs >= monotonic()) continue
        for (const key of keys) used.delete(key)
        spans.delete(end)
      }
      // Of one length, however long a jti is.
      const key = hash('sha256', jti, 'base64')
      if (used.has(key)) return 'seen'
      if (used.size >= mostPerIssuer) return 'full'
      used.add(key)
      const end = Math.ceil(until / SPAN_S) * SPAN_S
      const span = spans.get(end) ?? { keys: [], runOutMs: 0 }
      spans.set(end, span)
      span.keys.push(key)
      span.runOutMs = Math.max(span.runOutMs, monotonic() + (until - seconds) * 1000)
      return 'first'
    },
  }
}
