/**
 * What the service remembers: which cards were served (decisions) and what became of them
 * (feedback, `FB-*`), who asked for what (audit), which tokens were used, and whose sessions were ended. One interface, so that SQLite and PostgreSQL can
 * stand behind it.
 */
import type { UsedTokens } from '../security/replay-guard.ts'
import type { AuditTrail } from './audit.ts'
import type { Expired, RetentionLimits } from './retention.ts'
import type { SessionEnds } from './session-ends.ts'

/**
 * One card as it was served. Holds no patient identifier: `patientKey` is a keyed hash made by the
 * caller. `card` and `suggestions` are the `uuid`s on the wire, `client` the authenticated CDS
 * Client, `servedAt` an RFC 3339 time in UTC.
 */
export interface Decision {
  readonly card: string
  readonly suggestions: readonly string[]
  readonly service: string
  readonly rule: string
  readonly ruleVersion: string
  readonly cardName: string
  readonly indicator: 'info' | 'warning' | 'critical'
  readonly hook: string
  readonly hookInstance: string
  readonly client: string
  readonly patientKey: string
  readonly servedAt: string
}

/** One entry of a feedback call, already validated. `outcomeTimestamp` is RFC 3339 in UTC (FB-11). */
export interface FeedbackEntry {
  readonly card: string
  readonly outcome: 'accepted' | 'overridden'
  readonly acceptedSuggestions?: readonly { readonly id: string }[]
  readonly overrideReason?: {
    readonly reason?: { readonly code: string; readonly system?: string; readonly display?: string }
    readonly userComment?: string
  }
  readonly outcomeTimestamp: string
}

/** One `POST …/feedback` by an authenticated client. `receivedAt` is RFC 3339. */
export interface FeedbackCall {
  readonly client: string
  readonly service: string
  readonly entries: readonly FeedbackEntry[]
  readonly receivedAt: string
}

/**
 * What became of a call: `saved + repeated` is the number of entries. `unverified` counts those of
 * the saved entries whose card is not known to have been served to this client for this service.
 */
export interface FeedbackReceipt {
  readonly saved: number
  readonly repeated: number
  readonly unverified: number
}

/**
 * One outcome with the decision it belongs to. `rule`, `ruleVersion`, `cardName` and `indicator`
 * are known only when `verified`. `commentUnreadable` means that a comment exists but was sealed
 * with another secret; `comment` is then undefined, which must not be read as "no comment".
 */
export interface FeedbackRow {
  readonly receivedAt: string
  readonly outcomeTimestamp: string
  readonly client: string
  readonly service: string
  readonly rule: string | undefined
  readonly ruleVersion: string | undefined
  readonly cardName: string | undefined
  readonly indicator: Decision['indicator'] | undefined
  readonly card: string
  readonly outcome: FeedbackEntry['outcome']
  readonly acceptedSuggestions: readonly string[]
  readonly reasonSystem: string | undefined
  readonly reasonCode: string | undefined
  readonly reasonDisplay: string | undefined
  /** The same of the reason's words. */
  readonly displayUnreadable: boolean
  readonly comment: string | undefined
  readonly commentUnreadable: boolean
  readonly verified: boolean
}

/** `since` is an RFC 3339 time, inclusive, compared with `receivedAt`. */
export interface FeedbackFilter {
  readonly service?: string
  readonly since?: string
  /** Also yield feedback that is kept out of statistics. Default false. */
  readonly includeUnverified?: boolean
}

/**
 * `bufferedDecisions` wait to be written; `droppedDecisions` were lost because the buffer was full,
 * the store closed or the decision malformed; `failedWrites` counts transactions that failed.
 */
export interface StoreCounts {
  readonly bufferedDecisions: number
  readonly droppedDecisions: number
  readonly failedWrites: number
  /** The same for audit records: those that wait, and those that are lost. */
  readonly bufferedAudit: number
  readonly lostAudit: number
  /** And for used tokens: a lost one could be used again after a restart. */
  readonly bufferedTokens: number
  readonly lostTokens: number
}

export interface Store {
  /**
   * Notes served cards. Synchronous, cheap, never throws: the answer to a hook does not wait for
   * the store. Written in batches a moment later; when the buffer is full the oldest are dropped
   * and counted.
   */
  recordDecisions(decisions: readonly Decision[]): void
  /**
   * Stores the whole call or nothing, durably (fsync) before it resolves. The same client, card,
   * outcome and timestamp twice is one row. Rejects when it could not be stored.
   */
  saveFeedback(call: FeedbackCall): Promise<FeedbackReceipt>
  /** Feedback in the order it was received, without the unverified unless asked for. */
  feedback(filter?: FeedbackFilter): AsyncIterable<FeedbackRow>
  readonly audit: AuditTrail
  readonly usedTokens: UsedTokens
  readonly sessionEnds: SessionEnds
  /** Deletes what is past its time; nothing else ever deletes, but for used tokens, which run out by themselves. Rejects when it could not. */
  removeExpired(limits: RetentionLimits): Promise<Expired>
  counts(): StoreCounts
  /** For `/readyz`: rejects when the store cannot be used. */
  check(): Promise<void>
  /** Writes what is buffered now; rejects when that fails (it stays buffered). */
  flush(): Promise<void>
  /** Writes what is buffered, waits for saves under way and closes. Rejects if something was lost. */
  close(): Promise<void>
}
