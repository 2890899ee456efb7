import type { Clock } from './throttle.ts'

/**
 * A time in ms that is never behind what has passed. The wall clock may be set back, and would then
 * give an idle session an hour more; the clock that never jumps stands still in some browsers while
 * the computer sleeps. So this one runs with the second, from the furthest the first has led it.
 */
export function leadingTime(wall: () => number, monotonic: () => number): () => number {
  let lead = Number.NEGATIVE_INFINITY
  return () => {
    const steady = monotonic()
    lead = Math.max(lead, wall() - steady)
    return steady + lead
  }
}

/** The browser's. */
export const clock: Clock = {
  now: leadingTime(Date.now, () => performance.now()),
  later(call, ms) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
