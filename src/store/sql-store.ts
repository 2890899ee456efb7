import { randomBytes } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { CompiledQuery, Kysely, Transaction } from 'kysely'
import { type Sealer, sealer } from '../security/seal.ts'
import { DecisionWriter } from './decision-writer.ts'
import { readFeedback } from './read-feedback.ts'
import type { Expired, RetentionLimits } from './retention.ts'
import { decisionRow, feedbackRow } from './rows.ts'
import type { DecisionTable, FeedbackTable, Schema } from './schema.ts'
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
import { insertFeedback } from './write-feedback.ts'

/** What differs between databases. */
export interface Backend {
  readonly db: Kysely<Schema>
  /** Another connection holds the lock: worth another try. */
  readonly isBusy: (error: unknown) => boolean
  /** The data are at fault (a constraint, a type), not the database. */
  readonly isRowFault: (error: unknown) => boolean
  /** Throws when writes would go to a database that nobody will read again. */
  readonly assertInPlace: () => void
}

export interface SqlStoreOptions {
  readonly secret: Uint8Array
  readonly flushAfterMs: number
  readonly bufferLimit: number
  readonly onError: (error: Error) => void
}

/** Rows per insert: few sizes, so few prepared statements. */
const CHUNKS = [100, 10, 1] as const
/** How long a write waits for another process's lock; after that the client may try again. */
const BUSY_LIMIT_MS = 2_500
const BUSY_PAUSE_MS = 25
/** Audit records wait less: an answer may wait for them, and the others are tried again anyway. */
const AUDIT_BUSY_LIMIT_MS = 500

/** The store over Kysely. The schema must be up to date (`migrate`). */
export class SqlStore implements Store {
  readonly audit: SqlAudit
  readonly #inserts = new Map<number, CompiledQuery>()
  readonly #backend: Backend
  readonly #sealer: Sealer
  readonly #writer: DecisionWriter
  #failedWrites = 0
  /** Until the first write succeeds nobody knows that writing works. */
  #writable = false
  readonly #saves = new Set<Promise<FeedbackReceipt>>()
  #turn: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor(backend: Backend, options: SqlStoreOptions) {
    this.#backend = backend
    this.#sealer = sealer(options.secret, 'feedback comment')
    this.#writer = new DecisionWriter({
      write: (decisions) => this.#writeDecisions(decisions),
      isRowFault: (error) => error instanceof TypeError || backend.isRowFault(error),
      limit: options.bufferLimit,
      flushAfterMs: options.flushAfterMs,
      onError: options.onError,
    })
    this.audit = new SqlAudit({
      db: backend.db,
      secret: options.secret,
      write: (work) => this.#write(work, AUDIT_BUSY_LIMIT_MS),
      isRowFault: (error) => error instanceof TypeError || backend.isRowFault(error),
      flushAfterMs: options.flushAfterMs,
      bufferLimit: options.bufferLimit,
      onError: options.onError,
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
      failedWrites: this.#failedWrites,
      bufferedAudit: this.audit.writer.buffered,
      lostAudit: this.audit.writer.lost,
    }
  }

  /** Reads; and, when the last write failed or none was made yet, writes. */
  async check(): Promise<void> {
    this.#assertOpen()
    this.#backend.assertInPlace()
    await this.#backend.db.selectFrom('feedback').select('id').limit(1).execute()
    if (this.#writable) return
    const row = { id: 1, checked_at: new Date().toISOString() }
    await this.#attempt((db) =>
      db
        .insertInto('probe')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute(),
    )
  }

  async flush(): Promise<void> {
    await this.#writer.flush()
    await this.audit.writer.flush()
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
    return await this.#write((db) => insertFeedback(db, rows))
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
    return this.#write((db) => insertDecisions(db, decisions, this.#inserts))
  }

  /** One after the other: many writes that each tried for the same lock would hold up the process. */
  #write<T>(
    work: (db: Transaction<Schema>) => Promise<T>,
    limitMs: number = BUSY_LIMIT_MS,
  ): Promise<T> {
    const deadline = performance.now() + limitMs
    const written = this.#turn.then(() => this.#writeBefore(deadline, work))
    // Hook calls come between two writes; a failure is the affair of its own caller.
    this.#turn = written.then(
      () => nextTurn(),
      () => nextTurn(),
    )
    return written
  }

  /** Tries at least once, and again while the lock is held elsewhere, until the deadline. */
  async #writeBefore<T>(
    deadline: number,
    work: (db: Transaction<Schema>) => Promise<T>,
  ): Promise<T> {
    while (true) {
      try {
        return await this.#attempt(work)
      } catch (error) {
        if (!this.#backend.isBusy(error) || performance.now() >= deadline) throw error
        await pause(BUSY_PAUSE_MS)
      }
    }
  }

  async #attempt<T>(work: (db: Transaction<Schema>) => Promise<T>): Promise<T> {
    try {
      this.#backend.assertInPlace()
      const result = await this.#backend.db.transaction().execute(work)
      this.#writable = true
      return result
    } catch (error) {
      this.#failedWrites += 1
      this.#writable = false
      throw error
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new Error('The store is closed')
  }
}

async function insertDecisions(
  db: Transaction<Schema>,
  decisions: readonly Decision[],
  inserts: Map<number, CompiledQuery>,
): Promise<void> {
  const rows = decisions.map(decisionRow)
  let from = 0
  while (from < rows.length) {
    const left = rows.length - from
    const size = CHUNKS.find((chunk) => chunk <= left) ?? 1
    const chunk = rows.slice(from, from + size)
    const insert = inserts.get(size) ?? compiledInsert(db, chunk)
    inserts.set(size, insert)
    await db.executeQuery({ ...insert, parameters: chunk.flatMap((row) => Object.values(row)) })
    from += size
  }
}

/** Making the SQL costs more than running it, so it is made once per size; columns keep their order. */
function compiledInsert(db: Transaction<Schema>, rows: readonly DecisionTable[]): CompiledQuery {
  return db
    .insertInto('decision')
    .values(rows)
    .onConflict((conflict) => conflict.column('card').doNothing())
    .compile()
}

let calls = 0

/** Numbers the calls of this process, so that those of one millisecond stay in order. */
function nextCall(): number {
  calls = (calls + 1) % 0xffffffff
  return calls
}

/** Sorts by time of receipt, then by call and place in it; random enough never to collide. */
function feedbackId(receivedAt: string, call: number, index: number): string {
  const hex = (value: number, length: number) => value.toString(16).padStart(length, '0')
  return (
    hex(Date.parse(receivedAt), 12) + hex(call, 8) + hex(index, 6) + randomBytes(7).toString('hex')
  )
}
