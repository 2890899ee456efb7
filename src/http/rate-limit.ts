/** How often a client may call. */
export interface Rate {
  readonly perSecond: number
  /** Calls that may come at once after a pause. */
  readonly burst: number
}

interface Bucket {
  tokens: number
  at: number
}

/**
 * A token bucket per client. The clients are those of the configuration, so there are few.
 *
 * @param now milliseconds of a clock that never goes back.
 * @returns 0 where the client may call now, else the seconds until it may (`Retry-After`).
 */
export function rateLimiter(now: () => number): (client: string, rate: Rate) => number {
  const buckets = new Map<string, Bucket>()
  return (client, { perSecond, burst }) => {
    const at = now()
    const bucket = buckets.get(client) ?? { tokens: burst, at }
    buckets.set(client, bucket)
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond)
    bucket.at = at
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
    bucket.tokens -= 1
    return 0
  }
}
