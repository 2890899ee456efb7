export type Claim = 'first' | 'seen' | 'full'

/**
 * Which tokens were used (`JWT-10`, threat T6). A claim is atomic: of any number at once, one is the
 * first. Several instances share one guard behind this interface; it rejects where it cannot tell.
 */
export interface ReplayGuard {
  /** @param until when the token is of no use any more, seconds since 1970. */
  claim(iss: string, jti: string, until: number): Promise<Claim>
}

/** A token that was used: nothing of it but a keyed hash. Times are seconds since 1970. */
export interface UsedToken {
  readonly issuer: string
  /** Keyed hash of issuer and `jti`. */
  readonly name: string
  /** When it is of no use any more. */
  readonly until: number
}

/** What a later process is told of the tokens that this one took (`R4`). */
export interface UsedTokens {
  /**
   * Synchronous, cheap, never throws: no call waits for it. On disk a moment later.
   *
   * @param at now; what has run out by then is forgotten
   */
  note(token: UsedToken, at: number): void
  /** What was noted and has not run out. Rejects where that cannot be read. */
  unexpired(at: number): Promise<readonly UsedToken[]>
}

export interface MemoryGuardDeps {
  readonly now: () => Date
  /** Milliseconds of a clock that never jumps. */
  readonly monotonic: () => number
  /** A name of one length that tells nothing of its parts. */
  readonly hash: (...parts: readonly string[]) => string
  readonly kept: UsedTokens
  /** Tokens of one issuer that are remembered at once; then it is full for that issuer. */
  readonly mostPerIssuer?: number
}

/** Enough for 600 calls a second with tokens of 300 s; about 25 MB. */
const MOST_PER_ISSUER = 200_000
/** Tokens are forgotten by the minute, in which they all have run out. */
const SPAN_S = 60

interface Span {
  readonly names: string[]
  /** When all of them have run out by the clock that never jumps, ms. */
  runOutMs: number
}

interface Issuer {
  readonly used: Set<string>
  readonly spans: Map<number, Span>
}

/**
 * The guard of one process, which begins with what the one before it has noted. Bounded: where it is
 * full it says so rather than forget. An entry goes when it has run out by both clocks, so that setting
 * the clock reopens nothing (`R19`). Rejects where what was noted cannot be read.
 */
export async function memoryReplayGuard(deps: MemoryGuardDeps): Promise<ReplayGuard> {
  const { now, monotonic, hash, kept, mostPerIssuer = MOST_PER_ISSUER } = deps
  const issuers = new Map<string, Issuer>()
  const seconds = (): number => now().getTime() / 1000

  const issuerOf = (iss: string): Issuer => {
    const issuer = issuers.get(iss) ?? { used: new Set(), spans: new Map() }
    issuers.set(iss, issuer)
    return issuer
  }
  const remember = ({ used, spans }: Issuer, { name, until }: UsedToken): void => {
    used.add(name)
    const end = Math.ceil(until / SPAN_S) * SPAN_S
    const span = spans.get(end) ?? { names: [], runOutMs: 0 }
    spans.set(end, span)
    span.names.push(name)
    span.runOutMs = Math.max(span.runOutMs, monotonic() + (until - seconds()) * 1000)
  }
  const forgetRunOut = ({ used, spans }: Issuer): void => {
    for (const [end, { names, runOutMs }] of spans) {
      if (end >= seconds() || runOutMs >= monotonic()) continue
      for (const name of names) used.delete(name)
      spans.delete(end)
    }
  }

  for (const token of await kept.unexpired(seconds())) remember(issuerOf(token.issuer), token)
  return {
    async claim(iss, jti, until) {
      const issuer = issuerOf(iss)
      forgetRunOut(issuer)
      const name = hash('used token', iss, jti)
      if (issuer.used.has(name)) return 'seen'
      if (issuer.used.size >= mostPerIssuer) return 'full'
      const token = { issuer: iss, name, until }
      remember(issuer, token)
      kept.note(token, seconds())
      return 'first'
    },
  }
}
