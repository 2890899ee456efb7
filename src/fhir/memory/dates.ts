/** From `start` up to, not including, `end`; milliseconds since 1970, ±Infinity where open. */
export interface Span {
  readonly start: number
  readonly end: number
}

const DATE =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/

/** The span that a FHIR date of any precision names; UTC where it names no zone. */
export function spanOf(text: string): Span | undefined {
  const found = DATE.exec(text)
  if (found === null) return undefined
  const [, year, month, day, hour, minute, second, fraction, zone = 'Z'] = found
  const offset = zone === 'Z' ? 0 : Date.parse(`1970-01-01T00:00:00${zone}`)
  const y = Number(year)
  const m = Number(month ?? 1) - 1
  const d = Number(day ?? 1)
  const at = (yy: number, mm: number, dd: number) => Date.UTC(yy, mm, dd) + offset
  if (month === undefined) return { start: at(y, 0, 1), end: at(y + 1, 0, 1) }
  if (day === undefined) return { start: at(y, m, 1), end: at(y, m + 1, 1) }
  if (hour === undefined) return { start: at(y, m, d), end: at(y, m, d + 1) }
  const millis = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000)
  const start =
    at(y, m, d) + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second ?? 0) * 1000
  if (second === undefined) return { start, end: start + 60_000 }
  if (fraction === undefined) return { start, end: start + 1000 }
  return { start: start + millis, end: start + millis + 1 }
}

/** The span of a Period; an end that is not given is open (R4 search, §3.1.1.4.7). */
export function spanOfPeriod(start: unknown, end: unknown): Span | undefined {
  const from = typeof start === 'string' ? spanOf(start) : undefined
  const to = typeof end === 'string' ? spanOf(end) : undefined
  if (from === undefined && to === undefined) return undefined
  return { start: from?.start ?? -Infinity, end: to?.end ?? Infinity }
}

type Compare = (value: Span, asked: Span) => boolean

const within: Compare = (value, asked) => asked.start <= value.start && value.end <= asked.end
const above: Compare = (value, asked) => value.end > asked.end
const below: Compare = (value, asked) => value.start < asked.start

/** The prefixes of R4 search, §3.1.1.4.5; `ap` leaves the meaning to the server, so we have none. */
const COMPARE: ReadonlyMap<string, Compare> = new Map([
  ['eq', within],
  ['ne', (value, asked) => !within(value, asked)],
  ['gt', above],
  ['lt', below],
  ['ge', (value, asked) => above(value, asked) || within(value, asked)],
  ['le', (value, asked) => below(value, asked) || within(value, asked)],
  ['sa', (value, asked) => value.start >= asked.end],
  ['eb', (value, asked) => value.end <= asked.start],
])

/** The test that a date parameter such as `ge2024-03` stands for; `undefined` where it is not one. */
export function dateTest(text: string): ((value: Span) => boolean) | undefined {
  const prefix = /^[a-z]{2}/.exec(text)?.[0]
  const compare = COMPARE.get(prefix ?? 'eq')
  const asked = spanOf(prefix === undefined ? text : text.slice(2))
  if (compare === undefined || asked === undefined) return undefined
  return (value) => compare(value, asked)
}
