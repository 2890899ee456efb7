import { list, record, text } from '../codes/record.ts'
import { factsOf } from '../facts.ts'

const DAY_MS = 86_400_000

// The time of a dateTime. DSTU2-era data also leave out seconds or the zone. Dates are read without a
// pattern: there is one on nearly every resource of a request.
const TIME = /^.{10}T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d|)$/

/** The span of time that a date of any precision covers, in epoch milliseconds. */
interface Span {
  readonly from: number
  readonly to: number
}

function spanOf(date: string): Span | undefined {
  const from = instantOf(date)
  if (from === undefined) return undefined
  if (date.length > 10) return { from, to: from }
  if (date.length === 10) return { from, to: from + DAY_MS - 1 }
  const year = digits(date, 0, 4)
  return {
    from,
    to:
      date.length === 7 ? Date.UTC(year, digits(date, 5, 7), 1) - 1 : Date.UTC(year + 1, 0, 1) - 1,
  }
}

/** The number written from one place to another; NaN where there is anything but digits. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/**
 * The first instant of a FHIR date of any precision (epoch ms, UTC where no zone is given);
 * `undefined` for what is no date.
 *
 * @example instantOf('2026-02') // that of 2026-02-01T00:00:00Z
 */
export function instantOf(date: string): number | undefined {
  // FHIR members are typed, but not checked: what stands where a date should may be anything.
  if (typeof date !== 'string') return undefined
  const { length } = date
  const year = digits(date, 0, 4)
  if (!(year >= 1000)) return undefined
  if (length === 4) return Date.UTC(year, 0, 1)
  const month = digits(date, 5, 7)
  if (date[4] !== '-' || !(month >= 1 && month <= 12)) return undefined
  if (length === 7) return Date.UTC(year, month - 1, 1)
  const day = digits(date, 8, 10)
  if (date[7] !== '-' || !(day >= 1 && day <= daysIn(year, month))) return undefined
  if (length === 10) return Date.UTC(year, month - 1, day)
  if (length === 20 && date[19] === 'Z') {
    const at = instantOfSeconds(date, year, month, day)
    if (at !== undefined) return at
  }
  const zone = TIME.exec(date)?.[1]
  if (zone === undefined) return undefined
  const at = Date.parse(zone === '' ? `${date}Z` : date)
  return Number.isNaN(at) ? undefined : at
}

/** The commonest form, `2026-02-03T04:05:06Z`, without a pattern. */
function instantOfSeconds(
  date: string,
  year: number,
  month: number,
  day: number,
): number | undefined {
  if (date[10] !== 'T' || date[13] !== ':' || date[16] !== ':') return undefined
  const hour = digits(date, 11, 13)
  const minute = digits(date, 14, 16)
  const second = digits(date, 17, 19)
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0)
}

/** The last instant that a FHIR date of any precision may mean (epoch ms). */
export function lastInstantOf(date: string): number | undefined {
  return spanOf(date)?.to
}

/** Whether a date lies wholly in the future; a day of grace covers time zones. */
export function isFuture(date: string, now: Date): boolean {
  const span = spanOf(date)
  return span !== undefined && isAfterNow(span.from, now)
}

/**
 * Whole days between a date and now, counted from the earliest instant that the date may mean;
 * negative in the future; `undefined` for what is no date.
 */
export function daysBefore(date: string, now: Date): number | undefined {
  const from = instantOf(date)
  return from === undefined ? undefined : Math.floor((now.getTime() - from) / DAY_MS)
}

// In order: when it was true or done, when it was written down, when it became available. DSTU2 and
// STU3 names stand beside those of R4.
const MEMBERS = [
  'effectiveDateTime',
  'effectiveInstant',
  'effectivePeriod',
  'effectiveTiming',
  'effectiveTimeDateTime',
  'effectiveTimePeriod',
  'performedDateTime',
  'performedPeriod',
  'occurrenceDateTime',
  'occurrencePeriod',
  'onsetDateTime',
  'onsetPeriod',
  'onset',
  'recordedDate',
  'assertedDate',
  'dateRecorded',
  'dateAsserted',
  'authoredOn',
  'dateWritten',
  'whenHandedOver',
  'whenPrepared',
  'period',
  'date',
  'issued',
] as const

/** A date as it is written, and what it means. */
export interface Dated {
  readonly date: string
  /** Its first instant, epoch ms. */
  readonly at: number
}

// The members that the commonest types have, of all releases: most of a chart is made of these.
const OF_TYPE: ReadonlyMap<unknown, readonly string[]> = new Map(
  (
    [
      ['Observation', /^(?:effective|issued$)/],
      ['Condition', /^(?:onset|recordedDate|assertedDate|dateRecorded|dateAsserted)/],
      ['MedicationRequest', /^(?:authoredOn|dateWritten)$/],
    ] as const
  ).map(([type, own]) => [type, MEMBERS.filter((member) => own.test(member))]),
)

function datedOf(resource: object): Dated | undefined {
  const facts = factsOf(resource)
  if (facts.dated === undefined) facts.dated = findDated(resource) ?? null
  return facts.dated ?? undefined
}

function findDated(resource: object): Dated | undefined {
  const it = record(resource)
  if (it === undefined) return undefined
  for (const member of OF_TYPE.get(it.resourceType) ?? MEMBERS) {
    const value = it[member]
    if (value === undefined) continue
    const date = dateIn(value)
    if (date !== undefined) return date
  }
  return undefined
}

/**
 * Whether the date that matters of a resource lies in the future; a day of grace covers time zones.
 * Nearly every date of a chart lies days back, which its text tells without being read as a date.
 */
export function isDatedAfter(resource: object, now: Date): boolean {
  const it = record(resource)
  if (it === undefined) return false
  const today = dayOf(now)
  for (const member of OF_TYPE.get(it.resourceType) ?? []) {
    const value = it[member]
    if (value === undefined) continue
    if (typeof value === 'string' && value < today && DAY_SHAPE.test(value)) return false
    break
  }
  const at = datedOf(resource)?.at
  return at !== undefined && isAfterNow(at, now)
}

const DAY_SHAPE = /^[12]\d\d\d-[01]\d-[0-3]\d/

let dayAsked: Date | undefined
let day = ''

/** The UTC day of an instant; the same instant serves a whole request. */
function dayOf(now: Date): string {
  if (now !== dayAsked) {
    day = now.toISOString().slice(0, 10)
    dayAsked = now
  }
  return day
}

/**
 * The date that matters of a resource: when it was true, or else when it was written down. Of a
 * period it is the start (the end only where no start is given), so that a medicine with a planned
 * end is not taken for one of the future. Text that is no date is passed over.
 */
export function clinicalDate(resource: unknown): string | undefined {
  return typeof resource === 'object' && resource !== null ? datedOf(resource)?.date : undefined
}

/** The first instant of the date that matters (epoch ms). */
export function clinicalInstant(resource: unknown): number | undefined {
  return typeof resource === 'object' && resource !== null ? datedOf(resource)?.at : undefined
}

/**
 * A date as a card shows it: its day, or less where less is known, or `date unknown`. Data are typed,
 * but not checked: one odd date must not cost all other cards.
 */
export function shownDay(date: unknown, otherwise = 'date unknown'): string {
  return typeof date === 'string' && date !== '' ? date.slice(0, 10) : otherwise
}

/** Whether an instant lies in the future; a day of grace covers time zones. */
export function isAfterNow(at: number, now: Date): boolean {
  return at > now.getTime() + DAY_MS
}

function dateIn(value: unknown): Dated | undefined {
  if (typeof value === 'string') return dated(value)
  const it = record(value)
  if (it === undefined) return undefined
  for (const each of [it.start, it.end, ...list(it.event)]) {
    const found = dated(each)
    if (found !== undefined) return found
  }
  return undefined
}

function dated(value: unknown): Dated | undefined {
  const date = text(value)?.trim()
  const at = date === undefined ? undefined : instantOf(date)
  return date === undefined || at === undefined ? undefined : { date, at }
}
