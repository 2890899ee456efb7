import type { Kysely, Transaction } from 'kysely'
import type { AuditRecord, ChainHead } from './audit.ts'
import { type AuditChain, GENESIS } from './audit-chain.ts'
import type { AuditFormat } from './audit-format.ts'
import { type Inserts, insertRows } from './insert-rows.ts'
import type { AuditMarkTable, AuditTable, Schema } from './schema.ts'

export interface AuditInserts {
  readonly chain: AuditChain
  readonly format: AuditFormat
  /** SQL by number of rows, made once. */
  readonly compiled: Inserts
}

/** Appends records to the chain, within a transaction that holds the write lock. */
export async function appendAudit(
  db: Transaction<Schema>,
  records: readonly AuditRecord[],
  { chain, format, compiled }: AuditInserts,
): Promise<void> {
  let { seq, mac } = await lastPlace(db)
  const rows = records.map((record): AuditTable => {
    seq += 1
    const row = { seq, recorded_at: record.at, content: format.write(record) }
    mac = chain.mac(mac, row)
    return { ...row, mac }
  })
  await insertRows(db, rows, compiled, (chunk) => db.insertInto('audit').values(chunk).compile())
  await setMark(db, chain.mark('head', seq, mac))
}

export async function setMark(db: Transaction<Schema>, mark: AuditMarkTable): Promise<void> {
  await db
    .insertInto('audit_mark')
    .values(mark)
    .onConflict((conflict) => conflict.column('name').doUpdateSet(mark))
    .execute()
}

/** The newest record; where all were deleted, what the anchor says. */
async function lastPlace(db: Kysely<Schema>): Promise<ChainHead> {
  const last = await db
    .selectFrom('audit')
    .select(['seq', 'mac'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ?? (await markOf(db, 'anchor')) ?? GENESIS
}

export async function markOf(
  db: Kysely<Schema>,
  name: AuditMarkTable['name'],
): Promise<AuditMarkTable | undefined> {
  return await db.selectFrom('audit_mark').selectAll().where('name', '=', name).executeTakeFirst()
}
