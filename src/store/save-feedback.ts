import type { Kysely } from 'kysely'
import type { Seal } from '../security/seal.ts'
import { cleanText } from './clean-text.ts'
import type { FeedbackCall, FeedbackReceipt } from './store.ts'
import type { Tables } from './tables.ts'

/** Saves a call in one transaction; entries that are on file already change nothing (`FB-05`). */
export function saveFeedback(
  db: Kysely<Tables>,
  seal: Seal,
  call: FeedbackCall,
): Promise<FeedbackReceipt> {
  return db.transaction().execute(async (transaction) => {
    let saved = 0
    let unverified = 0
    for (const entry of call.entries) {
      const card = cleanText(entry.card)
      const served = await transaction
        .selectFrom('decision')
        .select('card')
        .where('card', '=', card)
        .where('client', '=', call.client)
        .where('service', '=', call.service)
        .executeTakeFirst()
      const { reason, userComment } = entry.overrideReason ?? {}
      const optional = (text: string | undefined) => (text === undefined ? null : cleanText(text))
      const result = await transaction
        .insertInto('feedback')
        .values({
          client: call.client,
          service: call.service,
          card,
          outcome: entry.outcome,
          outcome_at: entry.outcomeTimestamp,
          accepted: (entry.acceptedSuggestions ?? []).map(({ id }) => cleanText(id)).join(' '),
          reason_system: optional(reason?.system),
          reason_code: optional(reason?.code),
          reason_display: optional(reason?.display),
          comment: userComment === undefined ? null : seal.seal(cleanText(userComment)),
          verified: served === undefined ? 0 : 1,
          received_at: call.receivedAt,
        })
        .onConflict((conflict) =>
          conflict.columns(['client', 'card', 'outcome', 'outcome_at']).doNothing(),
        )
        .executeTakeFirst()
      const isNew = Number(result.numInsertedOrUpdatedRows ?? 0) > 0
      if (isNew) saved += 1
      if (isNew && served === undefined) unverified += 1
    }
    return { saved, repeated: call.entries.length - saved, unverified }
  })
}
