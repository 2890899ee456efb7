import type { Kysely, Transaction } from 'kysely'
import { sealer } from '../security/seal.ts'
import type {
  AuditFilter,
  AuditRecord,
  AuditTrail,
  AuditVerdict,
  ChainHead,
  StoredAuditRecord,
} from './audit.ts'
import { type AuditChain, auditChain, GENESIS } from './audit-chain.ts'
import { auditFormat } from './audit-format.ts'
import { readAudit, verifyAudit } from './audit-read.ts'
import { type AuditInserts, appendAudit, markOf } from './audit-rows.ts'
import { AuditWriter } from './audit-writer.ts'
import { type Expired, type RetentionLimits, removeExpired } from './retention.ts'
import type { Schema } from './schema.ts'

export interface SqlAuditOptions {
  readonly db: Kysely<Schema>
  readonly secret: Uint8Array
  /** Runs the work in one transaction, one after the other. */
  readonly write: <T>(work: (db: Transaction<Schema>) => Promise<T>) => Promise<T>
  readonly isRowFault: (error: unknown) => boolean
  readonly flushAfterMs: number
  readonly bufferLimit: number
  readonly onError: (error: Error) => void
}

/** The audit trail over Kysely. */
export class SqlAudit implements AuditTrail {
  readonly writer: AuditWriter
  readonly #options: SqlAuditOptions
  readonly #chain: AuditChain
  readonly #inserts: AuditInserts

  constructor(options: SqlAuditOptions) {
    this.#options = options
    this.#chain = auditChain(options.secret)
    this.#inserts = {
      chain: this.#chain,
      format: auditFormat(sealer(options.secret, 'audit user')),
      compiled: new Map(),
    }
    this.writer = new AuditWriter({
      write: (records) => options.write((db) => appendAudit(db, records, this.#inserts)),
      isRowFault: options.isRowFault,
      limit: options.bufferLimit,
      flushAfterMs: options.flushAfterMs,
      onError: options.onError,
    })
  }

  record(record: AuditRecord): void {
    this.writer.record(record)
  }

  recordDurably(record: AuditRecord): Promise<void> {
    return this.writer.recordDurably(record)
  }

  async *records(filter: AuditFilter = {}): AsyncIterable<StoredAuditRecord> {
    for await (const row of readAudit(this.#options.db, filter))
      yield this.#inserts.format.read(row)
  }

  async isOfKey(): Promise<boolean> {
    const head = await markOf(this.#options.db, 'head')
    return head === undefined || this.#chain.isGenuine(head)
  }

  async head(): Promise<string> {
    const { seq, mac } = (await markOf(this.#options.db, 'head')) ?? GENESIS
    return `${seq}:${mac}`
  }

  verify(kept?: ChainHead): Promise<AuditVerdict> {
    return verifyAudit(this.#options.db, this.#chain, kept)
  }

  removeExpired(limits: RetentionLimits): Promise<Expired> {
    return removeExpired(this.#options.write, this.#inserts, limits)
  }
}
