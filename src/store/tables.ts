import type { ColumnType } from 'kysely'

/** The columns of the store. Booleans are 0 or 1; instants are ISO texts in UTC. */
export interface Tables {
  decision: {
    card: string
    suggestions: string
    service: string
    rule: string
    rule_version: string
    card_name: string
    indicator: string
    hook: string
    hook_instance: string
    client: string
    patient_key: string
    served_at: string
  }
  feedback: {
    client: string
    service: string
    card: string
    outcome: string
    outcome_at: string
    accepted: string
    reason_system: string | null
    reason_code: string | null
    reason_display: string | null
    comment: ColumnType<Uint8Array | null, Uint8Array | null, never>
    verified: number
    received_at: string
  }
}
