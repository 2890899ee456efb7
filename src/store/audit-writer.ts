import { setImmediate as nextTurn } from 'node:timers/promises'
import { asError } from './as-error.ts'
import { type AuditRecord, trailEvent } from './audit.ts'
import { BoundedQueue } from './bounded-queue.ts'
import { FlushTimer } from './flush-timer.ts'

/** Records per transaction: small enough not to hold up the event loop. */
const BATCH = 500

export interface AuditWriterOptions {
  /** Writes all of them in one transaction, or none. */
  readonly write: (records: readonly AuditRecord[]) => Promise<void>
  /** Whether a failure lies in the data, so that trying again cannot help. */
  readonly isRowFault: (error: unknown) => boolean
  readonly limit: number
  readonly flushAfterMs: number
  readonly onError: (error: Error) => void
}

interface Waiting {
  readonly record: AuditRecord
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Writes audit records in batches, in their order. Those that nobody waits for stay buffered when the
 * store fails; those that an answer waits for fail at once. All that wait at one moment share a commit.
 */
export class AuditWriter {
  readonly #options: AuditWriterOptions
  readonly #queue: BoundedQueue<AuditRecord>
  readonly #timer: FlushTimer
  #waiting: Waiting[] = []
  #inFlight = 0
  #lost = 0
  /** Of the lost, those that no `gap` record tells of yet. */
  #untold = 0
  #draining: Promise<void> | undefined

  constructor(options: AuditWriterOptions) {
    this.#options = options
    this.#queue = new BoundedQueue(options.limit)
    this.#timer = new FlushTimer(() => this.flush(), options.flushAfterMs)
  }

  get buffered(): number {
    return this.#queue.size + this.#waiting.length + this.#inFlight
  }

  get lost(): number {
    return this.#lost
  }

  record(record: AuditRecord): void {
    if (this.#timer.isStopped) this.#lose(1)
    else {
      this.#lose(this.#queue.push(record))
      if (this.#draining === undefined) this.#timer.soon()
    }
  }

  recordDurably(record: AuditRecord): Promise<void> {
    if (this.#timer.isStopped) return Promise.reject(new Error('The store is closed'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject })
      this.flush().catch(() => {
        // Whoever waits is told by the rejection of the own record.
      })
    })
  }

  /** Resolves when everything noted before the call is written. Rejects on the first failure. */
  async flush(): Promise<void> {
    if (this.#isIdle()) return
    // A turn later, so that all calls of this turn share the commit.
    this.#draining ??= nextTurn().then(() => this.#drain())
    await this.#draining
  }

  /** Takes no more records and stops the timer; `flush` still works. */
  stop(): void {
    this.#timer.stop()
  }

  #isIdle(): boolean {
    return this.#queue.size + this.#waiting.length + this.#untold === 0
  }

  async #drain(): Promise<void> {
    try {
      while (!this.#isIdle()) {
        const batch = this.#queue.take(BATCH)
        // Behind everything that was noted before them.
        const waiting = this.#queue.size === 0 ? this.#waiting.splice(0, BATCH) : []
        this.#inFlight = batch.length + waiting.length
        await this.#writeBatch(batch, waiting)
        if (!this.#isIdle()) await nextTurn()
      }
    } finally {
      this.#inFlight = 0
      // In the same turn as the last look at the queue: nothing noted in between is missed.
      this.#draining = undefined
    }
  }

  async #writeBatch(batch: readonly AuditRecord[], waiting: readonly Waiting[]): Promise<void> {
    const untold = this.#untold
    const gap = untold === 0 ? [] : [trailEvent('gap', untold, new Date())]
    try {
      await this.#options.write([...gap, ...batch, ...waiting.map(({ record }) => record)])
      this.#untold -= untold
      this.#timer.succeeded()
      for (const { resolve } of waiting) resolve()
    } catch (error) {
      if (this.#options.isRowFault(error)) await this.#writeOneByOne(batch, waiting)
      else this.#fail(batch, waiting, error)
    }
  }

  /** Without the malformed, which are lost and counted. */
  async #writeOneByOne(batch: readonly AuditRecord[], waiting: readonly Waiting[]): Promise<void> {
    for (const [index, record] of batch.entries())
      await this.#options.write([record]).catch((error: unknown) => {
        if (!this.#options.isRowFault(error)) this.#fail(batch.slice(index), waiting, error)
        this.#lose(1)
        this.#options.onError(asError(error))
      })
    for (const { record, resolve, reject } of waiting)
      await this.#options.write([record]).then(resolve, reject)
  }

  /** Puts the buffered back for later, and tells those that wait. */
  #fail(batch: readonly AuditRecord[], waiting: readonly Waiting[], error: unknown): never {
    for (const { reject } of [...waiting, ...this.#waiting.splice(0)]) reject(error)
    this.#lose(this.#queue.restore(batch))
    this.#timer.failed()
    this.#options.onError(asError(error))
    throw error
  }

  #lose(count: number): void {
    this.#lost += count
    this.#untold += count
  }
}
