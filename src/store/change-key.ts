import { DatabaseSync } from 'node:sqlite'
import { sealer } from '../security/seal.ts'
import { type ChainHead, trailEvent } from './audit.ts'
import { type AuditChain, auditChain, GENESIS } from './audit-chain.ts'
import { auditFormat } from './audit-format.ts'
import { type Rechained, rechain } from './rechain.ts'
import { KeyChangeError, type Resealer, resealer } from './reseal.ts'
import { commentContext, displayContext } from './rows.ts'
import type { AuditMarkTable, FeedbackTable } from './schema.ts'

export interface KeyChange {
  readonly records: number
  readonly texts: number
  /** Texts that open under neither secret, and were left as they are. */
  readonly unreadable: number
  /** The newest place of the audit chain, as it was and as it is. */
  readonly heads: readonly [before: string, after: string]
}

/** SQLite's code for a file that another process has open. */
const BUSY = 5

/**
 * Seals all that is sealed in the database with another secret, and chains the audit trail anew, in one
 * transaction: killed at any moment, it is wholly under the one or wholly under the other. Keyed hashes
 * stay as they are, since nobody can turn them.
 *
 * @param atSeconds now, since 1970
 * @returns undefined where it is under the new secret already
 * @throws KeyChangeError, and then nothing has changed
 */
export function changeKey(
  file: string,
  from: Uint8Array,
  to: Uint8Array,
  atSeconds: number,
): KeyChange | undefined {
  const database = new DatabaseSync(file, { timeout: 2000 })
  try {
    // Whoever has it open would go on with the old secret.
    database.exec('pragma locking_mode = exclusive')
    database.exec('pragma synchronous = full; pragma secure_delete = on; begin exclusive')
    const change = changed(database, from, to, atSeconds)
    // The last thing that may fail: closing empties the log of writes, where old texts stand too.
    database.exec('commit')
    return change
  } catch (error) {
    if ((error as { readonly errcode?: unknown }).errcode !== BUSY) throw error
    throw new KeyChangeError(`${file} is in use: stop the service first`)
  } finally {
    // What was not committed is undone.
    database.close()
  }
}

function changed(
  database: DatabaseSync,
  from: Uint8Array,
  to: Uint8Array,
  atSeconds: number,
): KeyChange | undefined {
  const [old, fresh] = [auditChain(from), auditChain(to)]
  const [anchor, head] = (['anchor', 'head'] as const).map(
    (name) =>
      database.prepare('select * from audit_mark where name = ?').get(name) as unknown as
        | AuditMarkTable
        | undefined, // as the schema has it
  )
  if (head !== undefined && fresh.isGenuine(head)) return undefined
  for (const mark of [anchor, head])
    if (mark !== undefined && !old.isGenuine(mark))
      throw new KeyChangeError(
        `the ${mark.name} of the audit trail does not hold: it was altered, or the secret is another`,
      )
  forgetUsedTokens(database, atSeconds)
  const comments = resealer(sealer(from, 'feedback comment'), sealer(to, 'feedback comment'))
  const users = resealer(sealer(from, 'audit user'), sealer(to, 'audit user'))
  resealFeedback(database, comments)
  const chained = rechain(database, anchor ?? GENESIS, old, fresh, users)
  if (chained.seq < (head?.seq ?? 0))
    throw new KeyChangeError('records at the end of the audit trail are missing')
  const last = noted(database, chained, fresh, to, atSeconds)
  const put = database.prepare('update audit_mark set seq = ?, mac = ?, proof = ? where name = ?')
  for (const { name, seq, mac } of [
    { ...(anchor ?? GENESIS), name: 'anchor' as const },
    { ...last, name: 'head' as const },
  ])
    put.run(seq, mac, fresh.mark(name, seq, mac).proof, name)
  const unreadable = comments.unreadable() + users.unreadable()
  // Where there is no trail, nothing else tells whether this is the secret that it was written with.
  if (head === undefined && unreadable > 0)
    throw new KeyChangeError('it was written with another secret')
  return {
    records: chained.records,
    texts: comments.count() + users.count(),
    unreadable,
    heads: [`${head?.seq ?? 0}:${head?.mac ?? ''}`, `${last.seq}:${last.mac}`],
  }
}

/** The trail tells that it was made anew. */
function noted(
  database: DatabaseSync,
  { seq: before, mac: previous, records }: Rechained,
  chain: AuditChain,
  secret: Uint8Array,
  atSeconds: number,
): ChainHead {
  const record = trailEvent('key-change', records, new Date(atSeconds * 1000))
  const content = auditFormat(sealer(secret, 'audit user')).write(record)
  const row = { seq: before + 1, recorded_at: record.at, content }
  const mac = chain.mac(previous, row)
  database
    .prepare('insert into audit (seq, recorded_at, content, mac) values (?, ?, ?, ?)')
    .run(row.seq, row.recorded_at, content, mac)
  return { seq: row.seq, mac }
}

/** Their names are keyed hashes: under the new secret none would be known again, and each good once more. */
function forgetUsedTokens(database: DatabaseSync, atSeconds: number): void {
  const { until } = database.prepare('select max(until) as until from used_token').get() as {
    readonly until: number | null
  }
  if (until !== null && until >= atSeconds)
    throw new KeyChangeError(
      `tokens that were used have not run out: leave the service stopped, and try again in ${Math.ceil(until - atSeconds) + 1} s`,
    )
  database.exec('delete from used_token')
}

function resealFeedback(database: DatabaseSync, { reseal }: Resealer): void {
  const put = database.prepare(
    'update feedback set sealed_comment = ?, sealed_display = ? where id = ?',
  )
  const page = database.prepare('select * from feedback where id > ? order by id limit 500')
  let last = ''
  while (true) {
    const rows = page.all(last) as unknown as readonly FeedbackTable[] // as the schema has it
    for (const row of rows) {
      const { id, sealed_comment: comment, sealed_display: display } = row
      put.run(
        comment && reseal(comment, commentContext(row)),
        display && reseal(display, displayContext(row)),
        id,
      )
      last = id
    }
    if (rows.length === 0) return
  }
}
