import { record, text } from '../codes/record.ts'

const DAY_MS = 86_400_000

// A FHIR date or dateTime of any precision; DSTU2-era data also leave out seconds or the zone.
const DATE =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/

/** The span of time that a date of any precision covers, in epoch milliseconds. */
interface Span {
  readonly from: number
  readonly to: number
}

function spanOf(date: string): Span | undefined {
  const match = DATE.exec(date)
  if (match === null) return undefined
  const [, year, month, day, hour] = match
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)]
  const from = Date.UTC(y, m - 1, d)
  const made = new Date(from)
  if (made.getUTCMonth() !== m - 1 || made.getUTCDate() !== d) return undefined
  if (hour !== undefined) {
    const at = Date.parse(match[7] === undefined ? `${date}Z` : date)
    return Number.isNaN(at) ? undefined : { from: at, to: at }
  }
  if (day !== undefined) return { from, to: from + DAY_MS - 1 }
  if (month !== undefined) return { from, to: Date.UTC(y, m, 1) - 1 }
  return { from, to: Date.UTC(y + 1, 0, 1) - 1 }
}

/** The first instant of a FHIR date of any precision (epoch ms, UTC where no zone is given). */
export function instantOf(date: string): number | undefined {
  return spanOf(date)?.from
}

/** Whether a date lies wholly in the future; a day of grace covers time zones. */
export function isFuture(date: string, now: Date): boolean {
  const span = spanOf(date)
  return span !== undefined && span.from > now.getTime() + DAY_MS
}

/** Whole days between a date and now; negative in the future; `undefined` for what is no date. */
export function daysBefore(date: string, now: Date): number | undefined {
  const span = spanOf(date)
  return span === undefined ? undefined : Math.floor((now.getTime() - span.from) / DAY_MS)
}

const MEMBERS = [
  'effectiveDateTime',
  'effectiveInstant',
  'effectivePeriod',
  'performedDateTime',
  'performedPeriod',
  'occurrenceDateTime',
  'onsetDateTime',
  'recordedDate',
  'recordedOn',
  'assertedDate',
  'dateRecorded',
  'dateAsserted',
  'authoredOn',
  'dateWritten',
  'whenHandedOver',
  'whenPrepared',
  'period',
  'issued',
  'date',
] as const

/** The day that matters of a resource: when it was true, or else when it was written down. */
export function clinicalDate(resource: unknown): string | undefined {
  const it = record(resource)
  if (it === undefined) return undefined
  for (const member of MEMBERS) {
    const value = it[member]
    if (value === undefined) continue
    const period = record(value)
    const date = text(period === undefined ? value : (period.end ?? period.start))
    if (date !== undefined && spanOf(date) !== undefined) return date
  }
  return undefined
}
