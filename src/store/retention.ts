import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import { trailEvent } from './audit.ts'
import { type AuditInserts, appendAudit, setMark } from './audit-rows.ts'
import type { Schema } from './schema.ts'
import { canonicalInstant } from './text.ts'

/** What is older goes. RFC 3339 times. */
export interface RetentionLimits {
  readonly auditBefore: string
  /** For served cards and the feedback about them. */
  readonly decisionsBefore: string
  readonly now: Date
}

/** How many rows went. */
export interface Expired {
  readonly audit: number
  readonly decisions: number
  readonly feedback: number
}

type Write = <T>(work: (db: Transaction<Schema>) => Promise<T>) => Promise<T>

/** Rows per transaction: hook calls come between two. */
const CHUNK = 1_000

/**
 * Deletes what is past its time, in small transactions: the only deletion there is. The proof of the
 * last audit record that goes stays behind as the anchor, so that the rest can still be verified, and
 * each transaction that deletes is itself a record (threat T25): a process that ends between two leaves
 * no deletion untold.
 */
export async function removeExpired(
  write: Write,
  inserts: AuditInserts,
  limits: RetentionLimits,
): Promise<Expired> {
  const auditBefore = canonicalInstant(limits.auditBefore)
  const before = canonicalInstant(limits.decisionsBefore)
  const audit = await inChunks(() =>
    write((db) => removeAudit(db, inserts, auditBefore, limits.now)),
  )
  const feedback = await inChunks(() => write((db) => removeFeedback(db, before)))
  const decisions = await inChunks(() => write((db) => removeDecisions(db, before)))
  return { audit, decisions, feedback }
}

async function inChunks(remove: () => Promise<number>): Promise<number> {
  let total = 0
  while (true) {
    const removed = await remove()
    total += removed
    if (removed < CHUNK) return total
    await nextTurn()
  }
}

/** From the start of the chain up to the first record that is young enough, whatever clocks did. */
async function removeAudit(
  db: Transaction<Schema>,
  inserts: AuditInserts,
  before: string,
  now: Date,
): Promise<number> {
  const oldest = await db
    .selectFrom('audit')
    .select(['seq', 'mac', 'recorded_at'])
    .orderBy('seq')
    .limit(CHUNK)
    .execute()
  const young = oldest.findIndex((row) => row.recorded_at >= before)
  const count = young === -1 ? oldest.length : young
  const last = oldest[count - 1]
  if (last === undefined) return 0
  // First the record: behind an empty table the chain would go on from the old anchor.
  await appendAudit(db, [trailEvent('retention', count, now)], inserts)
  await setMark(db, inserts.chain.mark('anchor', last.seq, last.mac))
  await db.deleteFrom('audit').where('seq', '<=', last.seq).execute()
  return count
}

async function removeFeedback(db: Transaction<Schema>, before: string): Promise<number> {
  const old = db
    .selectFrom('feedback')
    .select('id')
    .where('received_at', '<', before)
    .orderBy('id')
    .limit(CHUNK)
  const { numDeletedRows } = await db
    .deleteFrom('feedback')
    .where('id', 'in', old)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** A card that somebody has answered stays as long as the answer. */
async function removeDecisions(db: Transaction<Schema>, before: string): Promise<number> {
  const old = db
    .selectFrom('decision')
    .select('card')
    .where('served_at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('feedback')
            .select('id')
            .whereRef('feedback.client', '=', 'decision.client')
            .whereRef('feedback.card', '=', 'decision.card'),
        ),
      ),
    )
    .orderBy('served_at')
    .limit(CHUNK)
  const { numDeletedRows } = await db
    .deleteFrom('decision')
    .where('card', 'in', old)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
