import type { Clock } from './throttle.ts'

/** The browser's. */
export const clock: Clock = {
  now: () => Date.now(),
  later(call, ms) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
