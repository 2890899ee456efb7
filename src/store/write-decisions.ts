import type { CompiledQuery, Transaction } from 'kysely'
import { decisionRow } from './rows.ts'
import type { DecisionTable, Schema } from './schema.ts'
import type { Decision } from './store.ts'

/** Rows per insert: few sizes, so few prepared statements. */
const CHUNKS = [100, 10, 1] as const

/** @param inserts the statements made so far, by their number of rows; kept by the caller */
export async function insertDecisions(
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
