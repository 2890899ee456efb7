import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely } from 'kysely'
import { sealWith } from '../security/seal.ts'
import { decisionBuffer } from './decision-buffer.ts'
import { feedbackRows } from './feedback-rows.ts'
import { migrate } from './migrations.ts'
import { nodeSqliteDialect } from './node-sqlite.ts'
import { saveFeedback } from './save-feedback.ts'
import type { Decision, Store } from './store.ts'
import type { Tables } from './tables.ts'

/** Rows per insert: one statement costs less than many, and stays under every driver's limit. */
const ROWS = 50

export interface SqliteOptions {
  /** Path of the database, or `:memory:`. */
  readonly file: string
  /** Seals the comments of feedback. */
  readonly secret: Uint8Array
  readonly flushAfterMs?: number
  readonly bufferLimit?: number
  readonly onError?: (error: Error) => void
}

/** Opens the store on SQLite and brings its schema up to date. @throws Error where it cannot. */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  const {
    file,
    secret,
    flushAfterMs = 200,
    bufferLimit = 50_000,
    onError = () => undefined,
  } = options
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  const db = new Kysely<Tables>({ dialect: nodeSqliteDialect(file) })
  // The migrator knows no tables; it makes them.
  await migrate(db as unknown as Kysely<never>)
  const seal = sealWith(secret)
  const buffer = decisionBuffer({
    afterMs: flushAfterMs,
    limit: bufferLimit,
    onError,
    write: (decisions) => writeDecisions(db, decisions),
  })
  return {
    recordDecisions: (decisions) => buffer.add(decisions),
    async saveFeedback(call) {
      await buffer.flush()
      return saveFeedback(db, seal, call)
    },
    feedback: (filter = {}) => feedbackRows(db, seal, filter),
    counts: () => ({
      bufferedDecisions: buffer.size(),
      droppedDecisions: buffer.dropped(),
      failedWrites: buffer.failed(),
    }),
    async check() {
      await db.selectFrom('decision').select('card').limit(1).execute()
    },
    flush: () => buffer.flush(),
    async close() {
      buffer.stop()
      try {
        await buffer.flush()
      } finally {
        await db.destroy()
      }
    },
  }
}

async function writeDecisions(db: Kysely<Tables>, decisions: readonly Decision[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (let from = 0; from < decisions.length; from += ROWS)
      await transaction
        .insertInto('decision')
        .values(decisions.slice(from, from + ROWS).map(toRow))
        // A batch that failed after its commit is written again; its cards are the same.
        .onConflict((conflict) => conflict.column('card').doNothing())
        .execute()
  })
}

function toRow(decision: Decision): Tables['decision'] {
  return {
    card: decision.card,
    suggestions: decision.suggestions.join(' '),
    service: decision.service,
    rule: decision.rule,
    rule_version: decision.ruleVersion,
    card_name: decision.cardName,
    indicator: decision.indicator,
    hook: decision.hook,
    hook_instance: decision.hookInstance,
    client: decision.client,
    patient_key: decision.patientKey,
    served_at: decision.servedAt,
  }
}
