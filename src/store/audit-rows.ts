import type { CompiledQuery, Kysely, Transaction } from 'kysely'
import type { Sealer } from '../security/seal.ts'
import type { AuditRecord, ChainHead, StoredAuditRecord } from './audit.ts'
import { type AuditChain, type AuditContent, GENESIS } from './audit-chain.ts'
import type { AuditMarkTable, AuditTable, Schema } from './schema.ts'
import { storable } from './text.ts'

/** Rows per insert: few sizes, so few prepared statements. */
const CHUNKS = [100, 10, 1] as const

export interface AuditInserts {
  readonly chain: AuditChain
  readonly sealer: Sealer
  /** SQL by number of rows, made once. */
  readonly compiled: Map<number, CompiledQuery>
}

/** Appends records to the chain, within a transaction that holds the write lock. */
export async function appendAudit(
  db: Transaction<Schema>,
  records: readonly AuditRecord[],
  { chain, sealer, compiled }: AuditInserts,
): Promise<void> {
  let { seq, mac } = await lastPlace(db)
  const rows = records.map((record): AuditTable => {
    seq += 1
    const content = contentOf(record, seq, sealer)
    mac = chain.mac(mac, content)
    return { ...content, mac }
  })
  let from = 0
  while (from < rows.length) {
    const left = rows.length - from
    const size = CHUNKS.find((chunk) => chunk <= left) ?? 1
    const chunk = rows.slice(from, from + size)
    const insert = compiled.get(size) ?? db.insertInto('audit').values(chunk).compile()
    compiled.set(size, insert)
    // Columns keep their order: every row is made by `contentOf`.
    await db.executeQuery({ ...insert, parameters: chunk.flatMap((row) => Object.values(row)) })
    from += size
  }
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

function contentOf(record: AuditRecord, seq: number, sealer: Sealer): AuditContent {
  const requestId = storable(record.requestId)
  return {
    seq,
    event: record.event,
    recorded_at: record.at,
    request_id: requestId,
    client: storable(record.client),
    tenant: storable(record.tenant),
    address: storable(record.address),
    service: storable(record.service),
    hook: storable(record.hook),
    hook_instance: storable(record.hookInstance),
    sealed_user: record.user === '' ? '' : sealer.seal(storable(record.user), requestId),
    patient_key: record.patientKey,
    supplied: storable(record.supplied),
    fetched: storable(record.fetched),
    rules: storable(record.rules),
    cards: record.cards,
    code: record.code,
    status: record.status,
    micros: record.micros,
    affected: record.affected,
  }
}

/** The record of a row, with the user's seal opened. */
export function recordOf(row: AuditTable, sealer: Sealer): StoredAuditRecord {
  return {
    seq: row.seq,
    event: row.event,
    at: row.recorded_at,
    requestId: row.request_id,
    client: row.client,
    tenant: row.tenant,
    address: row.address,
    service: row.service,
    hook: row.hook,
    hookInstance: row.hook_instance,
    user: row.sealed_user === '' ? '' : sealer.open(row.sealed_user, row.request_id),
    patientKey: row.patient_key,
    supplied: row.supplied,
    fetched: row.fetched,
    rules: row.rules,
    cards: row.cards,
    code: row.code,
    status: row.status,
    micros: row.micros,
    affected: row.affected,
  }
}
