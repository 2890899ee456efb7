import { setImmediate as nextTurn } from 'node:timers/promises'
import { types } from 'node:util'
import { BoundedQueue } from './bounded-queue.ts'
import type { Decision } from './store.ts'

/** Decisions per transaction: small enough not to hold up the event loop. */
const BATCH = 500
const LONGEST_RETRY_MS = 10_000

export interface DecisionWriterOptions {
  /** Writes all of them in one transaction, or none. */
  readonly write: (decisions: readonly Decision[]) => Promise<void>
  /** Whether a failure lies in the data, so that trying again cannot help. */
  readonly isRowFault: (error: unknown) => boolean
  readonly limit: number
  readonly flushAfterMs: number
  readonly onError: (error: Error) => void
}

/**
 * Holds decisions for a moment and writes them in batches. A batch that fails stays buffered and is
 * tried again with growing pauses; a malformed decision is dropped and counted, so that it cannot
 * block those behind it.
 */
export class DecisionWriter {
  readonly #options: DecisionWriterOptions
  readonly #queue: BoundedQueue<Decision>
  #inFlight = 0
  #dropped = 0
  #failuresInRow = 0
  #stopped = false
  #timer: NodeJS.Timeout | undefined
  #draining: Promise<void> | undefined

  constructor(options: DecisionWriterOptions) {
    this.#options = options
    this.#queue = new BoundedQueue(options.limit)
  }

  get buffered(): number {
    return this.#queue.size + this.#inFlight
  }

  get dropped(): number {
    return this.#dropped
  }

  record(decisions: readonly Decision[]): void {
    if (this.#stopped) {
      this.#dropped += decisions.length
      return
    }
    for (const decision of decisions) this.#dropped += this.#queue.push(decision)
    // While draining, the drain takes them along, or sets the timer itself when it fails.
    if (this.#draining === undefined) this.#schedule(this.#options.flushAfterMs)
  }

  /** Resolves when everything recorded before the call is written. Rejects on the first failure. */
  async flush(): Promise<void> {
    if (this.#queue.size > 0) this.#draining ??= this.#drain()
    await this.#draining
  }

  /** Takes no more decisions and stops the timer; `flush` still works. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.size > 0) {
        await this.#writeBatch(this.#queue.take(BATCH))
        if (this.#queue.size > 0) await nextTurn()
      }
    } finally {
      // In the same turn as the last look at the queue: nothing recorded in between is missed.
      this.#draining = undefined
    }
  }

  async #writeBatch(batch: readonly Decision[]): Promise<void> {
    this.#inFlight = batch.length
    try {
      await this.#options.write(batch)
      this.#failuresInRow = 0
    } catch (error) {
      if (!this.#options.isRowFault(error)) this.#postpone(batch, error)
      else await this.#writeSound(batch)
    } finally {
      this.#inFlight = 0
    }
  }

  /** One by one, without the malformed: what is left of a batch after another failure goes back. */
  async #writeSound(batch: readonly Decision[]): Promise<void> {
    for (const [index, decision] of batch.entries()) {
      this.#inFlight = batch.length - index
      try {
        await this.#options.write([decision])
      } catch (error) {
        if (!this.#options.isRowFault(error)) this.#postpone(batch.slice(index), error)
        this.#dropped += 1
        this.#options.onError(asError(error))
      }
    }
  }

  #postpone(batch: readonly Decision[], error: unknown): never {
    this.#dropped += this.#queue.restore(batch)
    this.#failuresInRow += 1
    const pause = this.#options.flushAfterMs * 2 ** Math.min(this.#failuresInRow, 20)
    this.#schedule(Math.min(Math.max(pause, 1), LONGEST_RETRY_MS))
    this.#options.onError(asError(error))
    throw error
  }

  #schedule(delayMs: number): void {
    if (this.#stopped || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.flush().catch(() => {
        // Already told through onError and tried again later; a timer has nobody else to tell.
      })
    }, delayMs)
    this.#timer.unref()
  }
}

function asError(error: unknown): Error {
  return types.isNativeError(error) ? error : new Error(String(error))
}
