import type { Kysely } from 'kysely'
import type { Sealer } from '../security/seal.ts'
import { commentContext, displayContext } from './rows.ts'
import type { DecisionTable, FeedbackTable, Schema } from './schema.ts'
import type { FeedbackFilter, FeedbackRow } from './store.ts'
import { canonicalInstant } from './text.ts'
import { isVerifiable } from './verified.ts'

const PAGE = 500

/**
 * Feedback with its decision, in the order of receipt, page by page: a slow reader holds neither
 * memory nor a lock. Verified is decided on reading, so that a decision written late (another
 * instance, a failed batch) still counts.
 */
export async function* readFeedback(
  db: Kysely<Schema>,
  sealer: Sealer,
  filter: FeedbackFilter,
): AsyncIterable<FeedbackRow> {
  const wanted = pages(db, filter)
  let last = ''
  while (true) {
    const page = await wanted.where('f.id', '>', last).orderBy('f.id').limit(PAGE).execute()
    for (const row of page) {
      const read = exported(row, sealer)
      if (read.verified || filter.includeUnverified === true) yield read
    }
    const end = page.at(-1)
    if (end === undefined || page.length < PAGE) return
    last = end.id
  }
}

function pages(db: Kysely<Schema>, filter: FeedbackFilter) {
  const { service, since, includeUnverified = false } = filter
  const from = since === undefined ? undefined : canonicalInstant(since)
  return db
    .selectFrom('feedback as f')
    .leftJoin('decision as d', (join) =>
      join
        .onRef('d.card', '=', 'f.card')
        .onRef('d.client', '=', 'f.client')
        .onRef('d.service', '=', 'f.service'),
    )
    .selectAll('f')
    .select(['d.rule', 'd.rule_version', 'd.card_name', 'd.indicator', 'd.served_at'])
    .$if(service !== undefined, (query) => query.where('f.service', '=', service ?? ''))
    .$if(from !== undefined, (query) => query.where('f.received_at', '>=', from ?? ''))
    .$if(!includeUnverified, (query) => query.where('d.card', 'is not', null))
}

type Joined = FeedbackTable & {
  readonly [K in 'rule' | 'rule_version' | 'card_name' | 'indicator' | 'served_at']:
    | DecisionTable[K]
    | null
}

function exported(row: Joined, sealer: Sealer): FeedbackRow {
  const verified = row.served_at !== null && isVerifiable(row.served_at, row.received_at)
  const decision = verified ? row : undefined
  return {
    receivedAt: row.received_at,
    outcomeTimestamp: row.outcome_timestamp,
    client: row.client,
    service: row.service,
    rule: decision?.rule ?? undefined,
    ruleVersion: decision?.rule_version ?? undefined,
    cardName: decision?.card_name ?? undefined,
    indicator: decision?.indicator ?? undefined,
    card: row.card,
    outcome: row.outcome,
    acceptedSuggestions: ids(row.accepted_suggestions),
    reasonSystem: row.reason_system ?? undefined,
    reasonCode: row.reason_code ?? undefined,
    ...display(row, sealer),
    ...comment(row, sealer),
    verified,
  }
}

function comment(row: Joined, sealer: Sealer): Pick<FeedbackRow, 'comment' | 'commentUnreadable'> {
  if (row.sealed_comment === null) return { comment: undefined, commentUnreadable: false }
  const opened = sealer.open(row.sealed_comment, commentContext(row))
  return { comment: opened, commentUnreadable: opened === undefined }
}

function display(
  row: Joined,
  sealer: Sealer,
): Pick<FeedbackRow, 'reasonDisplay' | 'displayUnreadable'> {
  if (row.sealed_display === null)
    return { reasonDisplay: row.reason_display ?? undefined, displayUnreadable: false }
  const opened = sealer.open(row.sealed_display, displayContext(row))
  return { reasonDisplay: opened, displayUnreadable: opened === undefined }
}

/** Cast: the column is written by `feedbackRow` alone, always as a JSON array of strings. */
function ids(json: string): readonly string[] {
  return JSON.parse(json) as readonly string[]
}
