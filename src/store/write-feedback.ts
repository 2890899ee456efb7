import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import type { FeedbackTable, Schema } from './schema.ts'
import type { FeedbackReceipt } from './store.ts'
import { VERIFIABLE_MS } from './verified.ts'

/** Entries of one call after which other work of the process gets its turn. */
const ENTRIES_PER_TURN = 100

/** Saves the entries of one call; those saved before are counted and left as they are. */
export async function insertFeedback(
  db: Transaction<Schema>,
  rows: readonly FeedbackTable[],
): Promise<FeedbackReceipt> {
  let saved = 0
  let unverified = 0
  for (const [index, row] of rows.entries()) {
    if (index % ENTRIES_PER_TURN === ENTRIES_PER_TURN - 1) await nextTurn()
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('feedback')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['client', 'card', 'outcome', 'outcome_timestamp']).doNothing(),
      )
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 0n) continue
    saved += 1
    if (!(await wasServed(db, row))) unverified += 1
  }
  return { saved, repeated: rows.length - saved, unverified }
}

/** Whether the card was served to this very client for this very service, lately (threat T24). */
async function wasServed(db: Transaction<Schema>, row: FeedbackTable): Promise<boolean> {
  const oldest = new Date(Date.parse(row.received_at) - VERIFIABLE_MS).toISOString()
  const decision = await db
    .selectFrom('decision')
    .select('card')
    .where('card', '=', row.card)
    .where('client', '=', row.client)
    .where('service', '=', row.service)
    .where('served_at', '>=', oldest)
    .executeTakeFirst()
  return decision !== undefined
}
