import { CdsError } from '../errors.ts'

export interface AdmissionLimits {
  /** Hook calls worked on at once. */
  readonly inFlight: number
  /** Hook calls that wait for their turn. */
  readonly queued: number
  /** How long they wait at most. */
  readonly waitMs: number
}

/** Bounds the hook calls in work (threat T16). */
export interface Admission {
  /** Whether a call that comes now would be refused. */
  isFull(): boolean
  /**
   * Does the work when it is its turn. A place is held by work, not by a connection: it is free again
   * when the work has ended, whatever became of the socket.
   *
   * @param isGone whether the caller has left; its turn then goes to the next.
   * @throws CdsError 503 where there is no room, or no turn in time.
   */
  run(work: () => Promise<void>, isGone: () => boolean): Promise<void>
  counts(): { readonly inFlight: number; readonly queued: number }
}

interface Waiting {
  readonly since: number
  readonly start: () => void
  readonly refuse: () => void
  readonly isGone: () => boolean
}

/**
 * The wait that those who join may have before them, as a part of the longest one: what is longer
 * would mostly end in a refusal, after the wait. The rest is for turns that come slower than the last.
 */
const EXPECTED = 0.5
/** What one turn counts for in the mean time between turns. */
const WEIGHT = 0.05

/** @param monotonic milliseconds of a clock that never jumps. */
export function admission(
  { inFlight: places, queued: most, waitMs }: AdmissionLimits,
  monotonic: () => number,
): Admission {
  let inFlight = 0
  const queue = new Set<Waiting>()
  let lastTurn: number | undefined
  let msBetweenTurns = 0

  /** Gives the place to the first who still waits for it, or back. */
  const leave = (): void => {
    // Only while others wait does the time between turns say how fast they come.
    const now = queue.size > 0 ? monotonic() : undefined
    if (now !== undefined && lastTurn !== undefined)
      msBetweenTurns += (now - lastTurn - msBetweenTurns) * WEIGHT
    lastTurn = now
    for (const waiting of queue) {
      queue.delete(waiting)
      if (!waiting.isGone()) {
        waiting.start()
        return
      }
      // It is told too, for it may hold other things.
      waiting.refuse()
    }
    inFlight--
  }
  const turn = (isGone: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const waiting: Waiting = {
        since: monotonic(),
        isGone,
        start() {
          clearTimeout(timer)
          resolve()
        },
        refuse() {
          clearTimeout(timer)
          reject(new CdsError('CDS_OVERLOADED'))
        },
      }
      const timer = setTimeout(() => {
        queue.delete(waiting)
        waiting.refuse()
      }, waitMs)
      queue.add(waiting)
    })
  const isSlow = (): boolean => {
    const [first] = queue
    if (first === undefined) return false
    const waited = monotonic() - first.since
    return Math.max(waited, queue.size * msBetweenTurns) > waitMs * EXPECTED
  }
  const isFull = (): boolean => inFlight >= places && (queue.size >= most || isSlow())

  return {
    isFull,
    async run(work, isGone) {
      if (inFlight < places) inFlight++
      else if (isFull()) throw new CdsError('CDS_OVERLOADED')
      else await turn(isGone)
      try {
        await work()
      } finally {
        leave()
      }
    },
    counts: () => ({ inFlight, queued: queue.size }),
  }
}
