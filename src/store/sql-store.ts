import { type Sealer, sealer } from '../security/seal.ts'
import { BatchWriter } from './batch-writer.ts'
import { feedbackId, nextCall } from './feedback-id.ts'
import type { Inserts } from './insert-rows.ts'
import { readFeedback } from './read-feedback.ts'
import type { Expired, RetentionLimits } from './retention.ts'
import { feedbackRow } from './rows.ts'
import type { FeedbackTable } from './schema.ts'
import { SqlSessionEnds } from './session-ends.ts'
import { SqlAudit } from './sql-audit.ts'
import type {
  Decision,
  FeedbackCall,
  FeedbackFilter,
  FeedbackReceipt,
  FeedbackRow,
  Store,
  StoreCounts,
} from './store.ts'
import { canonicalInstant } from './text.ts'
import { SqlUsedTokens } from './used-tokens.ts'
import { insertDecisions } from './write-decisions.ts'
import { insertFeedback } from './write-feedback.ts'
import { type Backend, WriteTurn } from './write-turn.ts'

export interface SqlStoreOptions {
  readonly secret: Uint8Array
  readonly flushAfterMs: number
  readonly bufferLimit: number
  readonly onError: (error: Error) => void
}

/** Audit records wait less: an answer may wait for them, and the others are tried again anyway. */
const AUDIT_BUSY_LIMIT_MS = 500

/** The store over Kysely. The schema must be up to date (`migrate`). */
export class SqlStore implements Store {
  readonly audit: SqlAudit
  readonly usedTokens: SqlUsedTokens
  readonly sessionEnds: SqlSessionEnds
  readonly #inserts: Inserts = new Map()
  readonly #backend: Backend
  readonly #sealer: Sealer
  readonly #writer: BatchWriter<Decision>
  readonly #turn: WriteTurn
  readonly #saves = new Set<Promise<FeedbackReceipt>>()
  #closing: Promise<void> | undefined

  constructor(backend: Backend, options: SqlStoreOptions) {
    this.#backend = backend
    this.#turn = new WriteTurn(backend)
    this.#sealer = sealer(options.secret, 'feedback comment')
    const { db } = backend
    const { secret, flushAfterMs, bufferLimit, onError } = options
    const isRowFault = (error: unknown): boolean =>
      error instanceof TypeError || backend.isRowFault(error)
    const buffered = { isRowFault, limit: bufferLimit, flushAfterMs, onError }
    this.#writer = new BatchWriter({
      ...buffered,
      write: (decisions) => this.#writeDecisions(decisions),
    })
    this.usedTokens = new SqlUsedTokens({
      ...buffered,
      db,
      write: (work) => this.#turn.write(work),
    })
    this.sessionEnds = new SqlSessionEnds({ db, write: (work) => this.#turn.write(work) })
    this.audit = new SqlAudit({
      ...{ db, secret, isRowFault, flushAfterMs, bufferLimit, onError },
      write: (work) => this.#turn.write(work, AUDIT_BUSY_LIMIT_MS),
    })
  }

  recordDecisions(decisions: readonly Decision[]): void {
    this.#writer.record(decisions)
  }

  async saveFeedback(call: FeedbackCall): Promise<FeedbackReceipt> {
    const save = this.#save(call)
    this.#saves.add(save)
    try {
      return await save
    } finally {
      this.#saves.delete(save)
    }
  }

  feedback(filter: FeedbackFilter = {}): AsyncIterable<FeedbackRow> {
    return readFeedback(this.#backend.db, this.#sealer, filter)
  }

  counts(): StoreCounts {
    return {
      bufferedDecisions: this.#writer.buffered,
      droppedDecisions: this.#writer.dropped,
      failedWrites: this.#turn.failed,
      bufferedAudit: this.audit.writer.buffered,
      lostAudit: this.audit.writer.lost,
      bufferedTokens: this.usedTokens.writer.buffered,
      lostTokens: this.usedTokens.writer.dropped,
    }
  }

  /** Reads; and, when the last write failed or none was made yet, writes. */
  async check(): Promise<void> {
    this.#assertOpen()
    this.#backend.assertInPlace()
    await this.#backend.db.selectFrom('feedback').select('id').limit(1).execute()
    if (this.#turn.writable) return
    const row = { id: 1, checked_at: new Date().toISOString() }
    await this.#turn.attempt((db) =>
      db
        .insertInto('probe')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute(),
    )
  }

  async flush(): Promise<void> {
    const writers = [this.#writer, this.usedTokens.writer, this.audit.writer]
    // What fails of one must not keep the others from being written.
    const flushed = await Promise.allSettled(writers.map((writer) => writer.flush()))
    const failed = flushed.find((each) => each.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  removeExpired(limits: RetentionLimits): Promise<Expired> {
    return this.audit.removeExpired(limits)
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  async #shutDown(): Promise<void> {
    this.#writer.stop()
    this.usedTokens.writer.stop()
    this.audit.writer.stop()
    try {
      await Promise.allSettled(this.#saves)
      await this.flush()
    } finally {
      await this.#backend.db.destroy()
    }
  }

  async #save(call: FeedbackCall): Promise<FeedbackReceipt> {
    this.#assertOpen()
    const rows = this.#rows(call)
    // A failure was told through onError. Feedback need not wait for it: the join is made on reading.
    await this.#writer.flush().catch(() => undefined)
    return await this.#turn.write((db) => insertFeedback(db, rows))
  }

  #rows(call: FeedbackCall): readonly FeedbackTable[] {
    const receivedAt = canonicalInstant(call.receivedAt)
    const number = nextCall()
    return call.entries.map((entry, index) =>
      feedbackRow(entry, {
        id: feedbackId(receivedAt, number, index),
        client: call.client,
        service: call.service,
        receivedAt,
        seal: this.#sealer.seal,
      }),
    )
  }

  #writeDecisions(decisions: readonly Decision[]): Promise<void> {
    return this.#turn.write((db) => insertDecisions(db, decisions, this.#inserts))
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new Error('The store is closed')
  }
}
