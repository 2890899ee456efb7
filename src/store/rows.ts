import type { DecisionTable, FeedbackTable } from './schema.ts'
import type { Decision, FeedbackEntry } from './store.ts'
import { storable } from './text.ts'

export function decisionRow(decision: Decision): DecisionTable {
  return {
    card: storable(decision.card),
    suggestions: JSON.stringify(decision.suggestions.map(storable)),
    service: storable(decision.service),
    rule: storable(decision.rule),
    rule_version: storable(decision.ruleVersion),
    card_name: storable(decision.cardName),
    indicator: decision.indicator,
    hook: storable(decision.hook),
    hook_instance: storable(decision.hookInstance),
    client: storable(decision.client),
    patient_key: storable(decision.patientKey),
    served_at: storable(decision.servedAt),
  }
}

/** What ties a sealed comment to its row: a comment moved to another row cannot be opened. */
export type FeedbackIdentity = Pick<
  FeedbackTable,
  'client' | 'card' | 'outcome' | 'outcome_timestamp'
>

export function commentContext(identity: FeedbackIdentity): string {
  return JSON.stringify([
    identity.client,
    identity.card,
    identity.outcome,
    identity.outcome_timestamp,
  ])
}

/** The same for the words of a reason, which cannot take the place of the comment. */
export function displayContext(identity: FeedbackIdentity): string {
  return `${commentContext(identity)} display`
}

export interface FeedbackRowOptions {
  readonly id: string
  readonly client: string
  readonly service: string
  /** Canonical, see `canonicalInstant`. */
  readonly receivedAt: string
  readonly seal: (text: string, context: string) => string
}

export function feedbackRow(entry: FeedbackEntry, options: FeedbackRowOptions): FeedbackTable {
  const identity: FeedbackIdentity = {
    client: storable(options.client),
    card: storable(entry.card),
    outcome: entry.outcome,
    outcome_timestamp: storable(entry.outcomeTimestamp),
  }
  const { reason, userComment } = entry.overrideReason ?? {}
  const sealed = (text: string | undefined, context: string): string | null =>
    text === undefined ? null : options.seal(storable(text), context)
  return {
    id: options.id,
    ...identity,
    service: storable(options.service),
    accepted_suggestions: JSON.stringify(
      (entry.acceptedSuggestions ?? []).map(({ id }) => storable(id)),
    ),
    reason_system: optional(reason?.system),
    reason_code: optional(reason?.code),
    reason_display: null,
    sealed_display: sealed(reason?.display, displayContext(identity)),
    sealed_comment: sealed(userComment, commentContext(identity)),
    received_at: options.receivedAt,
  }
}

function optional(text: string | undefined): string | null {
  return text === undefined ? null : storable(text)
}
