import type { Kysely } from 'kysely'
import type { Seal } from '../security/seal.ts'
import type { FeedbackFilter, FeedbackRow } from './store.ts'
import type { Tables } from './tables.ts'

/** Feedback joined to the card served, oldest first. */
export async function* feedbackRows(
  db: Kysely<Tables>,
  seal: Seal,
  filter: FeedbackFilter,
): AsyncIterable<FeedbackRow> {
  let query = db
    .selectFrom('feedback')
    .leftJoin('decision', (join) =>
      join
        .onRef('decision.card', '=', 'feedback.card')
        .onRef('decision.client', '=', 'feedback.client')
        .onRef('decision.service', '=', 'feedback.service'),
    )
    .selectAll('feedback')
    .select(['rule', 'rule_version', 'card_name', 'indicator', 'served_at'])
    .orderBy('received_at')
    .orderBy('outcome_at')
  if (filter.service !== undefined) query = query.where('feedback.service', '=', filter.service)
  if (filter.since !== undefined) query = query.where('received_at', '>=', filter.since)
  if (filter.includeUnverified !== true) query = query.where('verified', '=', 1)
  for await (const row of query.stream())
    yield {
      receivedAt: row.received_at,
      outcomeTimestamp: row.outcome_at,
      client: row.client,
      service: row.service,
      rule: row.rule ?? '',
      ruleVersion: row.rule_version ?? '',
      cardName: row.card_name ?? '',
      indicator: row.indicator ?? '',
      servedAt: row.served_at ?? '',
      card: row.card,
      outcome: row.outcome as 'accepted' | 'overridden',
      acceptedSuggestions: row.accepted === '' ? [] : row.accepted.split(' '),
      reasonSystem: row.reason_system ?? '',
      reasonCode: row.reason_code ?? '',
      reasonDisplay: row.reason_display ?? '',
      comment: row.comment === null ? '' : seal.open(row.comment),
      verified: row.verified === 1,
    }
}
