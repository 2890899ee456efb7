export interface Clock {
  now(): number
  /** Calls later; returns what takes it back. */
  later(call: () => void, ms: number): () => void
}

/**
 * Lets the first call through at once and then one in `ms`, the last of a burst never lost: the
 * service must hear of the newest activity, or it ends a session sooner than the page thinks.
 */
export function throttle(call: () => void, ms: number, clock: Clock) {
  let last = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  const run = () => {
    cancel = undefined
    last = clock.now()
    call()
  }
  return {
    touch() {
      if (cancel !== undefined) return
      const wait = last + ms - clock.now()
      if (wait <= 0) run()
      else cancel = clock.later(run, wait)
    },
    stop() {
      cancel?.()
      cancel = undefined
    },
  }
}
