import type { ClientPolicy } from '../engine/client-policy.ts'
import type { AdmissionLimits } from './admission.ts'
import { byteBudget } from './byte-budget.ts'
import { createLane, type Lane } from './lane.ts'
import { afterSample, CALM, watchLoop } from './loop-guard.ts'
import type { Rate } from './rate-limit.ts'

export interface LoadLimits extends AdmissionLimits {
  /** Bytes of bodies that hook calls together may hold. */
  readonly bodyBytes: number
  /** How often a client may call a hook where no rate is set for it; absent: as often as it likes. */
  readonly hookRate?: Rate
}

/**
 * Of a registered client: far more than the people of a large hospital do, and little of what the service
 * can do, so that a client gone wild does not take it from the others.
 */
export const HOOK_RATE: Rate = { perSecond: 200, burst: 400 }

/**
 * What one client may have of the places, and of the line before them, where there are others: what it
 * waits for (its FHIR server, slow today) is not to keep them waiting.
 */
export const SHARE_OF_ONE = 0.75

/**
 * Of the calls that write. Of feedback few at once, since the store writes one after the other; but they
 * wait longer than a hook call would, since nobody looks on.
 */
const WRITING = { queued: 128, waitMs: 2000, bodyBytes: 8 * 1024 * 1024 } as const
/** What one client may write where no rate is set for it: far more than people do. */
const WRITING_RATE: Rate = { perSecond: 200, burst: 400 }
/**
 * Of what the companion app reads: each call may ask a FHIR server dozens of times, and somebody looks
 * on, who would rather wait for two seconds than ask again.
 */
const READING = { inFlight: 64, queued: 128, waitMs: 2000 } as const
/** What one client may read where no rate is set for it: a page that opens asks four times. */
const READING_RATE: Rate = { perSecond: 50, burst: 200 }

/** What the process has taken on, and what it refuses to take on besides (threats T11, T15, T16). */
export interface Load {
  readonly hooks: Lane
  readonly feedback: Lane
  /** What the companion app reads of charts: no bodies. */
  readonly appReads: Lane
  /** What the companion app writes into records. */
  readonly appWrites: Lane
  /** Has the answers in work end their connections. */
  drain(): void
  isStalled(): boolean
  /** Watches the event loop, until the returned function is called. */
  watch(): () => void
  counts(): Readonly<Record<string, number>>
}

export function createLoad(limits: LoadLimits, monotonic: () => number): Load {
  const { share } = limits
  let loop = CALM
  const isStalled = (): boolean => loop.stalled
  const writing = (inFlight: number): Lane => {
    const bodies = byteBudget(WRITING.bodyBytes)
    const rateOf = rateOr(WRITING_RATE)
    return createLane(
      { ...WRITING, share, inFlight, bodies, rateOf, isClosed: () => false },
      monotonic,
    )
  }
  const bodies = byteBudget(limits.bodyBytes)
  const rateOf = rateOr(limits.hookRate)
  const hooks = createLane({ ...limits, bodies, rateOf, isClosed: isStalled }, monotonic)
  const feedback = writing(16)
  // They only wait for FHIR servers, and one hospital's slow one must leave room for the others.
  const appWrites = writing(128)
  const appReads = createLane(
    {
      ...READING,
      share,
      bodies: byteBudget(0),
      rateOf: rateOr(READING_RATE),
      isClosed: isStalled,
    },
    monotonic,
  )
  return {
    hooks,
    feedback,
    appReads,
    appWrites,
    drain() {
      for (const lane of [hooks, feedback, appReads, appWrites]) lane.drain()
    },
    isStalled,
    watch: () =>
      watchLoop((now, lateMs) => {
        loop = afterSample(loop, now, lateMs)
      }),
    counts: () => ({
      ...hooks.counts(),
      bodyBytes: bodies.used(),
      ...named('feedback', feedback),
      ...named('appReads', appReads),
      ...named('appWrites', appWrites),
    }),
  }
}

/** The rate that is set for a client, else the usual one. */
function rateOr(usual: Rate | undefined) {
  return ({ ratePerSecond, burst }: ClientPolicy): Rate | undefined => {
    if (ratePerSecond !== undefined)
      return { perSecond: ratePerSecond, burst: burst ?? Math.max(1, Math.ceil(ratePerSecond)) }
    return usual && { ...usual, burst: burst ?? usual.burst }
  }
}

/** `feedbackInFlight` and so on. */
function named(name: string, lane: Lane): Readonly<Record<string, number>> {
  const counts = { ...lane.counts(), bodyBytes: lane.bodies.used() }
  return Object.fromEntries(
    Object.entries(counts).map(([count, value]) => [
      `${name}${count.charAt(0).toUpperCase()}${count.slice(1)}`,
      value,
    ]),
  )
}
