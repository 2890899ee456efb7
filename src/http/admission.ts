import { CdsError } from '../errors.ts'

export interface AdmissionLimits {
  /** Hook calls worked on at once. */
  readonly inFlight: number
  /** Hook calls that wait for their turn. */
  readonly queued: number
  /** How long they wait at most. */
  readonly waitMs: number
  /** Of both, what one client may have, as a part of them; all of it when left out. */
  readonly share?: number | undefined
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
   * @param who the client: one whose FHIR server is slow must leave room for the others
   * @throws CdsError 503 where there is no room, or no turn in time.
   */
  run(work: () => Promise<void>, isGone: () => boolean, who?: string): Promise<void>
  counts(): { readonly inFlight: number; readonly queued: number }
}

/** What one client has. */
interface Held {
  working: number
  queued: number
}

interface Waiting {
  readonly by: Held
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
  { inFlight: places, queued: most, waitMs, share = 1 }: AdmissionLimits,
  monotonic: () => number,
): Admission {
  let inFlight = 0
  const queue = new Set<Waiting>()
  let lastTurn: number | undefined
  let msBetweenTurns = 0
  const clients = new Map<string, Held>()
  const placesOfOne = Math.max(1, Math.floor(places * share))
  const mostOfOne = Math.max(1, Math.floor(most * share))

  /** Gives the place to the first who still waits for it, or back. */
  const leave = (): void => {
    // Only while others wait does the time between turns say how fast they come.
    const now = queue.size > 0 ? monotonic() : undefined
    if (now !== undefined && lastTurn !== undefined)
      msBetweenTurns += (now - lastTurn - msBetweenTurns) * WEIGHT
    lastTurn = now
    for (const waiting of queue) {
      if (waiting.by.working >= placesOfOne && !waiting.isGone()) continue
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
  const turn = (by: Held, isGone: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const waiting: Waiting = {
        since: monotonic(),
        by,
        isGone,
        start() {
          clearTimeout(timer)
          by.queued--
          by.working++
          resolve()
        },
        refuse() {
          clearTimeout(timer)
          by.queued--
          reject(new CdsError('CDS_OVERLOADED'))
        },
      }
      const timer = setTimeout(() => {
        queue.delete(waiting)
        waiting.refuse()
      }, waitMs)
      queue.add(waiting)
      by.queued++
    })
  const heldBy = (who: string): Held => {
    const known = clients.get(who)
    if (known !== undefined) return known
    const made = { working: 0, queued: 0 }
    clients.set(who, made)
    return made
  }
  const isSlow = (): boolean => {
    const [first] = queue
    if (first === undefined) return false
    const waited = monotonic() - first.since
    return Math.max(waited, queue.size * msBetweenTurns) > waitMs * EXPECTED
  }
  const isFull = (): boolean => inFlight >= places && (queue.size >= most || isSlow())

  return {
    isFull,
    async run(work, isGone, who = '') {
      const by = heldBy(who)
      const hasShare = by.working >= placesOfOne
      try {
        if (inFlight < places && !hasShare) {
          inFlight++
          by.working++
        } else if (isFull() || (hasShare && (by.queued >= mostOfOne || isSlow())))
          throw new CdsError('CDS_OVERLOADED')
        else await turn(by, isGone)
        try {
          await work()
        } finally {
          by.working--
          leave()
        }
      } finally {
        if (by.working + by.queued === 0) clients.delete(who)
      }
    },
    counts: () => ({ inFlight, queued: queue.size }),
  }
}
