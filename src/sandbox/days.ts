const RELATIVE = /^@((?:[+-]\d+[ymd])*)(?:T(\d\d:\d\d))?$/

/**
 * A value with the days in it made into dates, however deep they stand: `@-35d` is 35 days before
 * today, `@-58y-40d` a birthday, `@-2dT14:30` an instant (UTC), `@` today. So a story stays true as
 * time passes.
 */
export function dated<T>(value: T, now: Date): T {
  return withDates(value, now) as T
}

function withDates(value: unknown, now: Date): unknown {
  if (typeof value === 'string') return value.startsWith('@') ? dateOf(value, now) : value
  if (Array.isArray(value)) return value.map((item) => withDates(item, now))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withDates(member, now)]),
  )
}

function dateOf(text: string, now: Date): string {
  const found = RELATIVE.exec(text)
  if (found === null) throw new TypeError(`${text} is no day such as @-35d`)
  const [, offsets = '', time] = found
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()))
  for (const [, amount, unit] of offsets.matchAll(/([+-]\d+)([ymd])/g)) {
    if (unit === 'd') day.setUTCDate(day.getUTCDate() + Number(amount))
    else back(day, Number(amount) * (unit === 'y' ? 12 : 1))
  }
  const date = day.toISOString().slice(0, 10)
  return time === undefined ? date : `${date}T${time}:00Z`
}

/** By months, to the last day of a month that is shorter. */
function back(day: Date, months: number): void {
  const wanted = day.getUTCDate()
  day.setUTCMonth(day.getUTCMonth() + months, 1)
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate()
  day.setUTCDate(Math.min(wanted, last))
}
