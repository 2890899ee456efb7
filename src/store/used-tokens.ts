import type { Kysely, Transaction } from 'kysely'
import type { UsedToken, UsedTokens } from '../security/replay-guard.ts'
import { BatchWriter, type BatchWriterOptions } from './batch-writer.ts'
import { type Inserts, insertRows } from './insert-rows.ts'
import type { Schema, UsedTokenTable } from './schema.ts'

export interface SqlUsedTokensOptions extends Omit<BatchWriterOptions<Noted>, 'write'> {
  readonly db: Kysely<Schema>
  /** Runs the work in one transaction, one after the other. */
  readonly write: (work: (db: Transaction<Schema>) => Promise<void>) => Promise<void>
}

interface Noted {
  readonly token: UsedToken
  readonly at: number
}

/** Rows deleted per transaction: more than one adds, so that they never pile up. */
const MOST_DELETED = 1_000

/** Used tokens over Kysely: written in batches, each of which also deletes some that have run out. */
export class SqlUsedTokens implements UsedTokens {
  readonly writer: BatchWriter<Noted>
  readonly #db: Kysely<Schema>
  readonly #inserts: Inserts = new Map()

  constructor({ db, write, ...options }: SqlUsedTokensOptions) {
    this.#db = db
    this.writer = new BatchWriter({
      ...options,
      write: (noted) =>
        write(async (transaction) => {
          await removeRunOut(transaction, Math.min(...noted.map(({ at }) => at)))
          await this.#insert(transaction, noted)
        }),
    })
  }

  note(token: UsedToken, at: number): void {
    this.writer.record([{ token, at }])
  }

  async unexpired(at: number): Promise<readonly UsedToken[]> {
    const rows = await this.#db
      .selectFrom('used_token')
      .selectAll()
      .where('until', '>=', Math.floor(at))
      .execute()
    return rows.map(({ issuer, name, until }) => ({ issuer, name, until }))
  }

  #insert(db: Transaction<Schema>, noted: readonly Noted[]): Promise<void> {
    const rows = noted.map(({ token }): UsedTokenTable => {
      const { name, issuer, until } = token
      return { name, issuer, until }
    })
    return insertRows(db, rows, this.#inserts, (chunk) =>
      db
        .insertInto('used_token')
        .values(chunk)
        .onConflict((conflict) => conflict.column('name').doNothing())
        .compile(),
    )
  }
}

async function removeRunOut(db: Transaction<Schema>, at: number): Promise<void> {
  const old = db
    .selectFrom('used_token')
    .select('name')
    .where('until', '<', Math.floor(at))
    .limit(MOST_DELETED)
  await db.deleteFrom('used_token').where('name', 'in', old).execute()
}
