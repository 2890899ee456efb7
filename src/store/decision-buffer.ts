import type { Decision } from './store.ts'

const BATCH = 500

export interface DecisionBuffer {
  add(decisions: readonly Decision[]): void
  /** Writes all that is buffered. @throws Error where it cannot; the decisions stay. */
  flush(): Promise<void>
  readonly size: () => number
  readonly dropped: () => number
  readonly failed: () => number
  stop(): void
}

/**
 * Collects decisions and writes them in batches a little later. A failed batch stays and is tried
 * again; beyond the limit the oldest are dropped and counted, so memory is bounded.
 */
export function decisionBuffer(options: {
  readonly write: (decisions: readonly Decision[]) => Promise<void>
  readonly afterMs: number
  readonly limit: number
  readonly onError: (error: Error) => void
}): DecisionBuffer {
  const { write, afterMs, limit, onError } = options
  let waiting: Decision[] = []
  let dropped = 0
  let failed = 0
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  let stopped = false

  function schedule(ms: number): void {
    if (timer !== undefined || stopped) return
    timer = setTimeout(() => {
      timer = undefined
      flush().catch((error: Error) => {
        onError(error)
        schedule(ms < 10_000 ? ms * 2 : ms)
      })
    }, ms).unref()
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH)
      try {
        await write(batch)
      } catch (error) {
        failed += 1
        throw error
      }
      // The oldest may have been dropped meanwhile; what was written is known by identity.
      const written = new Set(batch)
      waiting = waiting.filter((decision) => !written.has(decision))
    }
  }

  function flush(): Promise<void> {
    const next = writing.then(drain)
    writing = next.catch(() => undefined)
    return next
  }

  return {
    add(decisions) {
      for (const decision of decisions) waiting.push(decision)
      if (waiting.length > limit) {
        dropped += waiting.length - limit
        waiting = waiting.slice(-limit)
      }
      if (waiting.length > 0) schedule(afterMs)
    },
    flush,
    size: () => waiting.length,
    dropped: () => dropped,
    failed: () => failed,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
