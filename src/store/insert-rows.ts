import type { CompiledQuery, Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** Rows per insert: few sizes, so few prepared statements. */
const CHUNKS = [100, 10, 1] as const

/** The statements made so far for one table, by their number of rows. */
export type Inserts = Map<number, CompiledQuery>

/**
 * Inserts rows whose members stand in one order. Making the SQL costs more than running it, so it is
 * made once per size.
 *
 * @param inserts kept by the caller between calls
 */
export async function insertRows<R extends object>(
  db: Transaction<Schema>,
  rows: readonly R[],
  inserts: Inserts,
  compile: (rows: readonly R[]) => CompiledQuery,
): Promise<void> {
  let from = 0
  while (from < rows.length) {
    const left = rows.length - from
    const size = CHUNKS.find((chunk) => chunk <= left) ?? 1
    const chunk = rows.slice(from, from + size)
    const insert = inserts.get(size) ?? compile(chunk)
    inserts.set(size, insert)
    await db.executeQuery({ ...insert, parameters: chunk.flatMap((row) => Object.values(row)) })
    from += size
  }
}
