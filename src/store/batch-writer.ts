import { setImmediate as nextTurn } from 'node:timers/promises'
import { asError } from './as-error.ts'
import { BoundedQueue } from './bounded-queue.ts'
import { FlushTimer } from './flush-timer.ts'

/** Rows per transaction: small enough not to hold up the event loop. */
const BATCH = 500

export interface BatchWriterOptions<T> {
  /** Writes all of them in one transaction, or none. */
  readonly write: (items: readonly T[]) => Promise<void>
  /** Whether a failure lies in the data, so that trying again cannot help. */
  readonly isRowFault: (error: unknown) => boolean
  readonly limit: number
  readonly flushAfterMs: number
  readonly onError: (error: Error) => void
}

/**
 * Holds what no answer waits for, such as served cards, for a moment and writes it in batches. A batch
 * that fails stays buffered and is tried again with growing pauses; a malformed item is dropped and
 * counted, so that it cannot block those behind it.
 */
export class BatchWriter<T> {
  readonly #options: BatchWriterOptions<T>
  readonly #queue: BoundedQueue<T>
  readonly #timer: FlushTimer
  #inFlight = 0
  #dropped = 0
  #draining: Promise<void> | undefined

  constructor(options: BatchWriterOptions<T>) {
    this.#options = options
    this.#queue = new BoundedQueue(options.limit)
    this.#timer = new FlushTimer(() => this.flush(), options.flushAfterMs)
  }

  get buffered(): number {
    return this.#queue.size + this.#inFlight
  }

  get dropped(): number {
    return this.#dropped
  }

  record(items: readonly T[]): void {
    if (this.#timer.isStopped) {
      this.#dropped += items.length
      return
    }
    for (const item of items) this.#dropped += this.#queue.push(item)
    // While draining, the drain takes them along, or sets the timer itself when it fails.
    if (this.#draining === undefined) this.#timer.soon()
  }

  /** Resolves when everything recorded before the call is written. Rejects on the first failure. */
  async flush(): Promise<void> {
    if (this.#queue.size > 0) this.#draining ??= this.#drain()
    await this.#draining
  }

  /** Takes no more items and stops the timer; `flush` still works. */
  stop(): void {
    this.#timer.stop()
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

  async #writeBatch(batch: readonly T[]): Promise<void> {
    this.#inFlight = batch.length
    try {
      await this.#options.write(batch)
      this.#timer.succeeded()
    } catch (error) {
      if (!this.#options.isRowFault(error)) this.#postpone(batch, error)
      else await this.#writeSound(batch)
    } finally {
      this.#inFlight = 0
    }
  }

  /** One by one, without the malformed: what is left of a batch after another failure goes back. */
  async #writeSound(batch: readonly T[]): Promise<void> {
    for (const [index, item] of batch.entries()) {
      this.#inFlight = batch.length - index
      try {
        await this.#options.write([item])
      } catch (error) {
        if (!this.#options.isRowFault(error)) this.#postpone(batch.slice(index), error)
        this.#dropped += 1
        this.#options.onError(asError(error))
      }
    }
  }

  #postpone(batch: readonly T[], error: unknown): never {
    this.#dropped += this.#queue.restore(batch)
    this.#timer.failed()
    this.#options.onError(asError(error))
    throw error
  }
}
