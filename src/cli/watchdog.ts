import { Worker } from 'node:worker_threads'

/** Ends the process where a step does not come to an end, with its name. */
export interface Watchdog {
  /** A step begins. */
  at(step: string): void
  stop(): Promise<void>
}

const MOST_BYTES = 4096

/**
 * Watches from a thread of its own: code that loops for ever leaves no other chance to say so.
 *
 * @param limitMs how long a step may take
 */
export function watchdog(limitMs: number): Watchdog {
  const shared = new SharedArrayBuffer(8 + MOST_BYTES)
  const [counts, text] = [new Int32Array(shared, 0, 2), new Uint8Array(shared, 8)]
  const encoder = new TextEncoder()
  const thread = new Worker(new URL('./watchdog-thread.ts', import.meta.url), {
    workerData: { shared, limitMs },
    execArgv: [],
  })
  thread.unref()
  return {
    at(step) {
      Atomics.store(counts, 1, encoder.encodeInto(step, text).written)
      Atomics.add(counts, 0, 1)
    },
    async stop() {
      await thread.terminate()
    },
  }
}
