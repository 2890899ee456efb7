import type { Decision, FeedbackEntry } from './store.ts'

/** Served cards. `suggestions` is a JSON array of ids. */
export interface DecisionTable {
  readonly card: string
  readonly suggestions: string
  readonly service: string
  readonly rule: string
  readonly rule_version: string
  readonly card_name: string
  readonly indicator: Decision['indicator']
  readonly hook: string
  readonly hook_instance: string
  readonly client: string
  readonly patient_key: string
  readonly served_at: string
}

/**
 * Outcomes. `id` sorts by time of receipt; (client, card, outcome, outcome_timestamp) is unique.
 * `accepted_suggestions` is a JSON array of ids; `sealed_comment` and `sealed_display` are encrypted
 * (FB-13, T22). `reason_display` is in clear, and written by earlier versions only.
 */
export interface FeedbackTable {
  readonly id: string
  readonly client: string
  readonly service: string
  readonly card: string
  readonly outcome: FeedbackEntry['outcome']
  readonly outcome_timestamp: string
  readonly accepted_suggestions: string
  readonly reason_system: string | null
  readonly reason_code: string | null
  readonly reason_display: string | null
  readonly sealed_display: string | null
  readonly sealed_comment: string | null
  readonly received_at: string
}

/** One row, written to learn whether the store takes writes again. */
export interface ProbeTable {
  readonly id: number
  readonly checked_at: string
}

/** The audit trail, in the order of `seq`. `content` is JSON (`AuditContent`), `mac` chains it (T25). */
export interface AuditTable {
  readonly seq: number
  readonly recorded_at: string
  readonly content: string
  readonly mac: string
}

/** Where the chain begins (`anchor`: the last record deleted for its age) and ends (`head`). */
export interface AuditMarkTable {
  readonly name: 'anchor' | 'head'
  readonly seq: number
  readonly mac: string
  readonly proof: string
}

/** Tokens that were used: `name` is a keyed hash, `until` in seconds since 1970 (threat T6). */
export interface UsedTokenTable {
  readonly name: string
  readonly issuer: string
  readonly until: number
}

/** How often sessions of the app were ended from outside: `name` is a keyed hash of client and user. */
export interface SessionEndTable {
  readonly name: string
  readonly count: number
  readonly ended_at: string
}

export interface Schema {
  readonly decision: DecisionTable
  readonly feedback: FeedbackTable
  readonly probe: ProbeTable
  readonly audit: AuditTable
  readonly audit_mark: AuditMarkTable
  readonly used_token: UsedTokenTable
  readonly session_end: SessionEndTable
}
