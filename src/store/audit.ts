/**
 * The audit trail: one record for each call, refused ones too; who asked, about whom, which kinds of
 * data were read and from where, and what was answered. Append-only and chained (threat T25).
 */

/** What happens in the companion app: somebody opens it, logs in, reads, writes, and leaves. */
export type AppEvent = 'app-launch' | 'app-login' | 'app-read' | 'app-write' | 'app-end'

export type TrailEvent = 'gap' | 'retention' | 'flood' | 'key-change'

/**
 * One call, or one event of the trail itself: `gap` (records were lost while the store was down),
 * `retention` (records were deleted because of their age), `flood` (calls of nobody that is known, so
 * many of a kind that they share this record), `key-change` (the records before were chained anew, under
 * another secret). Empty text means "not known" or "none".
 */
export interface AuditRecord {
  readonly event: 'hook' | 'feedback' | 'discovery' | 'other' | AppEvent | TrailEvent
  /** When the answer was ready, RFC 3339 in UTC. */
  readonly at: string
  readonly requestId: string
  readonly client: string
  readonly tenant: string
  /** IP address of the client, or of its proxy where that is none of `trustedProxies`. */
  readonly address: string
  readonly service: string
  /** Of the companion app: what was called, or why a session ended. Of a flood: the event of its calls. */
  readonly hook: string
  readonly hookInstance: string
  /** `context.userId`. Sealed before it is stored: an export must be able to name who looked. */
  readonly user: string
  /** Keyed hash of tenant and patient. */
  readonly patientKey: string
  /** Resource types that the client sent and that were read, sorted, separated by spaces. */
  readonly supplied: string
  /** Resource types read from the client's FHIR server. */
  readonly fetched: string
  /** Resources of that server that were left out: another patient's, or not what was asked for (T18). */
  readonly strangers: number
  /** Rules that applied, as `id:state`, separated by spaces. */
  readonly rules: string
  /** Cards sent, or entries of a feedback call. */
  readonly cards: number
  /** The error's code where the call was refused or failed. */
  readonly code: string
  /** HTTP status; 0 where the caller was gone before an answer. */
  readonly status: number
  /** Time from the request's arrival to the answer, in microseconds. */
  readonly micros: number
  /** Records lost (`gap`), deleted (`retention`) or chained anew (`key-change`); calls that share this one (`flood`). */
  readonly affected: number
  /** Of a flood: the registered client that its calls said they were of; nothing proves it. */
  readonly claimed?: string
}

/** A record as stored. `user` is undefined where it was sealed with another secret. */
export interface StoredAuditRecord extends Omit<AuditRecord, 'user'> {
  /** Place in the chain; the first is 1. */
  readonly seq: number
  readonly user: string | undefined
}

/** A place in the chain, which names everything up to it: to be kept elsewhere and compared. */
export interface ChainHead {
  readonly seq: number
  readonly mac: string
}

export type AuditVerdict =
  | { readonly ok: true; readonly records: number; readonly head: ChainHead }
  | { readonly ok: false; readonly seq: number; readonly reason: string }

/** Both are RFC 3339 times: `since` inclusive, `until` exclusive. */
export interface AuditFilter {
  readonly since?: string
  readonly until?: string
}

export interface AuditTrail {
  /**
   * Notes a record. Synchronous, cheap, never throws; written in batches a moment later. When the
   * buffer is full the oldest are dropped, and a `gap` record says how many once the store is back.
   */
  record(record: AuditRecord): void
  /** Resolves when the record is on disk (fsync); rejects when it could not be written, and forgets it. */
  recordDurably(record: AuditRecord): Promise<void>
  /** Records in the order of the chain. */
  records(filter?: AuditFilter): AsyncIterable<StoredAuditRecord>
  /** Whether the chain was written under this key, as far as its newest place tells; so is an empty one. */
  isOfKey(): Promise<boolean>
  /** The newest place of the chain, as `seq:mac`; `0:` before the first record. */
  head(): Promise<string>
  /**
   * Checks every record against the one before it, from the last deletion on. With `kept`, a head of
   * earlier days, also that the chain still holds that place.
   */
  verify(kept?: ChainHead): Promise<AuditVerdict>
}

/** An event of the trail itself. */
export function trailEvent(
  event: Exclude<TrailEvent, 'flood'>,
  affected: number,
  at: Date,
): AuditRecord {
  return { ...emptyRecord(event, at), affected }
}

/** A record that knows nothing but what happened and when. */
export function emptyRecord(event: AuditRecord['event'], at: Date): AuditRecord {
  return {
    event,
    at: at.toISOString(),
    requestId: '',
    client: '',
    tenant: '',
    address: '',
    service: '',
    hook: '',
    hookInstance: '',
    user: '',
    patientKey: '',
    supplied: '',
    fetched: '',
    strangers: 0,
    rules: '',
    cards: 0,
    code: '',
    status: 0,
    micros: 0,
    affected: 0,
  }
}
