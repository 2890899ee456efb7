import type { Transaction } from 'kysely'
import { type Inserts, insertRows } from './insert-rows.ts'
import { decisionRow } from './rows.ts'
import type { Schema } from './schema.ts'
import type { Decision } from './store.ts'

export function insertDecisions(
  db: Transaction<Schema>,
  decisions: readonly Decision[],
  inserts: Inserts,
): Promise<void> {
  return insertRows(db, decisions.map(decisionRow), inserts, (rows) =>
    db
      .insertInto('decision')
      .values(rows)
      .onConflict((conflict) => conflict.column('card').doNothing())
      .compile(),
  )
}
