import type { EngineDeps } from '../engine/evaluate.ts'
import { type AuditRecord, type AuditTrail, emptyRecord } from '../store/audit.ts'
import { rateLimiter } from './rate-limit.ts'

/** Where the records of calls go. */
export interface CallRecords {
  /**
   * Notes a record. Where it is of nobody that is known, and many like it came before, it is counted
   * instead, into one record a minute.
   *
   * @param claimed the registered client that the call said it was of
   */
  record(record: AuditRecord, claimed?: string): void
  /** Notes what has been counted, and takes no more time. */
  close(): void
}

const MINUTE_MS = 60_000
/** Of each kind: sixty in full, as somebody makes who sets up a client; then one a minute. */
const IN_FULL = { perSecond: 1 / 60, burst: 60 }

interface Counted {
  readonly flood: AuditRecord
  calls: number
}

/**
 * Each call has its record; but whoever is not known could fill the disk with them (T8, T11), so of a flood
 * only the number is kept: by what was called, status, reason and the client that was claimed. Those are
 * closed sets, so each costs two records a minute at most, whatever is sent.
 */
export function callRecords(
  trail: Pick<AuditTrail, 'record'>,
  { now, monotonic }: Pick<EngineDeps, 'now' | 'monotonic'>,
): CallRecords {
  const counted = new Map<string, Counted>()
  const secondsToWait = rateLimiter(monotonic)
  const tell = (): void => {
    for (const { flood, calls } of counted.values())
      trail.record({ ...flood, at: now().toISOString(), affected: calls })
    counted.clear()
  }
  const timer = setInterval(tell, MINUTE_MS).unref()
  return {
    record(record, claimed = '') {
      if (record.client !== '') {
        trail.record(record)
        return
      }
      const { event, status, code } = record
      const kind = [event, status, code, claimed].join(' ')
      if (secondsToWait(kind, IN_FULL) === 0) {
        trail.record(record)
        return
      }
      const known = counted.get(kind)
      if (known !== undefined) known.calls += 1
      else {
        const whose = claimed === '' ? {} : { claimed }
        const flood = { ...emptyRecord('flood', now()), hook: event, status, code, ...whose }
        counted.set(kind, { flood, calls: 1 })
      }
    },
    close() {
      clearInterval(timer)
      tell()
    },
  }
}
