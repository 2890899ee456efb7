import type { EngineDeps } from '../engine/evaluate.ts'
import { type AuditRecord, type AuditTrail, emptyRecord } from '../store/audit.ts'
import { rateLimiter } from './rate-limit.ts'

/** Where the records of calls go. */
export interface CallRecords {
  /**
   * Notes a record. Where it is of nobody that is known, or of a launch, and many like it came before, it
   * is counted instead, into one record a minute.
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
/** Of launches of a registered app: as many as a hospital's people make when a shift begins. */
const LAUNCHES_IN_FULL = { perSecond: 1, burst: 600 }

interface Counted {
  readonly flood: AuditRecord
  calls: number
}

/**
 * Each call has its record; but whoever is not known could fill the disk with them (T8, T11), so of a flood
 * only the number is kept: by what was called, status, reason and the client that was claimed. Those are
 * closed sets, so each costs few records a minute, whatever is sent. A launch names a client, but anybody can
 * begin one: who it was is known only when the log-in has come to its end.
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
      const { event, status, code, client } = record
      const isKnown = client !== ''
      if (isKnown && !isOfAnybody(record)) {
        trail.record(record)
        return
      }
      const named = isKnown ? client : claimed
      const kind = [event, status, code, named].join(' ')
      if (secondsToWait(kind, isKnown ? LAUNCHES_IN_FULL : IN_FULL) === 0) {
        trail.record(record)
        return
      }
      const known = counted.get(kind)
      if (known !== undefined) known.calls += 1
      else {
        const whose = named === '' ? {} : { claimed: named }
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

/** What anybody's browser can be made to do in the name of a registered app. */
function isOfAnybody({ event, status }: AuditRecord): boolean {
  return event === 'app-launch' || (event === 'app-login' && status >= 400)
}
