import type { DatabaseSync } from 'node:sqlite'
import type { ChainHead } from './audit.ts'
import type { AuditChain } from './audit-chain.ts'
import { KeyChangeError, type Resealer } from './reseal.ts'
import type { AuditTable } from './schema.ts'

const PAGE = 500

/** Where a chain was made anew: its last place. */
export interface Rechained extends ChainHead {
  readonly records: number
}

/**
 * Chains the audit trail under another key, with the names of users sealed anew, record by record behind
 * the anchor. Each must hold under the old key: a forged one would become genuine.
 *
 * @throws KeyChangeError
 */
export function rechain(
  database: DatabaseSync,
  anchor: ChainHead,
  old: AuditChain,
  fresh: AuditChain,
  users: Resealer,
): Rechained {
  const page = database.prepare('select * from audit where seq > ? order by seq limit ?')
  const put = database.prepare('update audit set content = ?, mac = ? where seq = ?')
  let [seq, before, after, records] = [anchor.seq, anchor.mac, anchor.mac, 0]
  while (true) {
    const rows = page.all(seq, PAGE) as unknown as readonly AuditTable[] // as the schema has it
    for (const row of rows) {
      if (row.seq !== seq + 1 || row.mac !== old.mac(before, row))
        throw new KeyChangeError(
          `record ${seq + 1} of the audit trail does not hold: see "cardstock audit verify"`,
        )
      const content = withUser(row.content, users)
      after = fresh.mac(after, { seq: row.seq, recorded_at: row.recorded_at, content })
      put.run(content, after, row.seq)
      before = row.mac
      seq = row.seq
      records += 1
    }
    if (rows.length < PAGE) return { seq, mac: after, records }
  }
}

/** See `audit-format.ts`: a user's name is sealed for the client. */
function withUser(content: string, users: Resealer): string {
  const record = JSON.parse(content) as { readonly user: string; readonly client: string }
  if (record.user === '') return content
  return JSON.stringify({ ...record, user: users.reseal(record.user, record.client) })
}
