import { unitText } from '../clinical/readers/unit-text.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A FHIR date or dateTime as a day, as exact as it is and in its own time zone; `undefined` for no date. */
export function day(date: string | undefined): string | undefined {
  const [, year, month, dayOfMonth] =
    /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T|$)/.exec(date ?? '') ?? []
  if (year === undefined) return undefined
  const name = month === undefined ? undefined : MONTHS[Number(month) - 1]
  return [dayOfMonth === undefined ? undefined : String(Number(dayOfMonth)), name, year]
    .filter((part) => part !== undefined)
    .join('\u00a0')
}

/** Completed years of life on a day (`YYYY-MM-DD`); `undefined` where the birth date is not exact. */
export function yearsOld(birthDate: string | undefined, today: string): number | undefined {
  if (birthDate === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(birthDate)) return undefined
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years
}

/** A number for reading: at most `digits` after the point, thousands apart. */
export function number(value: number, digits = 2): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: digits }).format(value)
}

/** A value with its unit, kept on one line. */
export function quantity(value: number, unit?: string, digits = 2): string {
  const spelled = unit === undefined ? '' : unitText(unit)
  return spelled === '' ? number(value, digits) : `${number(value, digits)}\u00a0${spelled}`
}

/** A duration: below a second in milliseconds. */
export function duration(ms: number): string {
  if (ms < 10) return `${number(ms, 1)}\u00a0ms`
  return ms < 1000 ? `${Math.round(ms)}\u00a0ms` : `${number(ms / 1000, 1)}\u00a0s`
}

/** `1 card`, `2 cards`. */
export function count(many: number, one: string, several = `${one}s`): string {
  return `${number(many)} ${many === 1 ? one : several}`
}
