import type { Kysely } from 'kysely'
import type { AuditFilter, AuditVerdict, ChainHead } from './audit.ts'
import { type AuditChain, GENESIS } from './audit-chain.ts'
import { markOf } from './audit-rows.ts'
import type { AuditTable, Schema } from './schema.ts'
import { canonicalInstant } from './text.ts'

const PAGE = 500

/** Rows in the order of the chain, page by page: a slow reader holds neither memory nor a lock. */
export async function* readAudit(
  db: Kysely<Schema>,
  { since, until }: AuditFilter = {},
): AsyncIterable<AuditTable> {
  const from = since === undefined ? undefined : canonicalInstant(since)
  const to = until === undefined ? undefined : canonicalInstant(until)
  let last = 0
  while (true) {
    const page = await db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', last)
      .$if(from !== undefined, (query) => query.where('recorded_at', '>=', from ?? ''))
      .$if(to !== undefined, (query) => query.where('recorded_at', '<', to ?? ''))
      .orderBy('seq')
      .limit(PAGE)
      .execute()
    yield* page
    const end = page.at(-1)
    if (end === undefined || page.length < PAGE) return
    last = end.seq
  }
}

/** Walks the chain from the anchor to the head; tells the first place that does not hold. */
export async function verifyAudit(
  db: Kysely<Schema>,
  chain: AuditChain,
  kept?: ChainHead,
): Promise<AuditVerdict> {
  const head = await markOf(db, 'head')
  const anchor = await markOf(db, 'anchor')
  for (const mark of [anchor, head])
    if (mark !== undefined && !chain.isGenuine(mark))
      return broken(mark.seq, `the ${mark.name} of the chain was altered`)
  let last: ChainHead = anchor ?? GENESIS
  let records = 0
  let found = kept === undefined || kept.seq <= last.seq
  for await (const row of readAudit(db)) {
    if (row.seq !== last.seq + 1)
      return broken(last.seq + 1, `the record is missing; the next there is ${row.seq}`)
    if (row.mac !== chain.mac(last.mac, row))
      return broken(row.seq, 'the record does not fit its place: it or the one before was altered')
    last = { seq: row.seq, mac: row.mac }
    records += 1
    if (kept?.seq === row.seq) {
      if (kept.mac !== row.mac) return broken(row.seq, 'the record is not the one that was kept')
      found = true
    }
  }
  if (head === undefined ? last.seq > 0 : head.seq > last.seq)
    return broken(last.seq + 1, 'records at the end are missing')
  if (!found) return broken(kept?.seq ?? 0, 'the chain ends before the place that was kept')
  return { ok: true, records, head: { seq: last.seq, mac: last.mac } }
}

function broken(seq: number, reason: string): AuditVerdict {
  return { ok: false, seq, reason }
}
