import { type CodeSet, clinicalDate, codesIn, convert, daysBefore, newestOf, round } from '#cds'

interface Bound {
  readonly value?: unknown
  readonly unit?: unknown
  readonly code?: unknown
}
interface Result {
  readonly valueQuantity?: Bound
  readonly interpretation?: unknown
  readonly referenceRange?: unknown
}

/** A result that the laboratory itself calls low. */
export interface Low {
  readonly value: string
  readonly date: string
}

/**
 * The newest result of a test within some days, where it is below the range of its own laboratory: by
 * its flag, else by the range that stands with it. `undefined` where it is not low, or nothing tells.
 */
export function lowOf(
  results: readonly object[],
  set: CodeSet,
  withinDays: number,
  now: Date,
): Low | undefined {
  const newest = newestOf(results.filter(set))
  if (newest === undefined) return undefined
  const date = clinicalDate(newest) ?? ''
  const age = daysBefore(date, now)
  const { valueQuantity, interpretation, referenceRange } = newest as Result
  if (
    age === undefined ||
    age > withinDays ||
    !isLow(valueQuantity, interpretation, referenceRange)
  )
    return undefined
  return { value: wordsOf(valueQuantity), date: date.slice(0, 10) }
}

// HL7's interpretation codes: low, critically low, significantly low.
const LOW = new Set(['L', 'LL', 'LU', '<'])

function isLow(quantity: Bound | undefined, interpretation: unknown, ranges: unknown): boolean {
  const flags = codesIn(interpretation)
  if (flags.length > 0) return flags.some((flag) => LOW.has(flag))
  const [range]: readonly { low?: Bound }[] = Array.isArray(ranges) ? ranges : []
  const low = range?.low
  const unit = unitOf(quantity)
  if (typeof low?.value !== 'number' || unit === undefined) return false
  // A bound without a unit is in that of the result: they stand side by side.
  const bound = convert(low.value, unitOf(low) ?? unit, unit)
  return bound !== undefined && typeof quantity?.value === 'number' && quantity.value < bound
}

function unitOf(bound: Bound | undefined): string | undefined {
  return [bound?.code, bound?.unit].find((each): each is string => typeof each === 'string')
}

function wordsOf(quantity: Bound | undefined): string {
  if (typeof quantity?.value !== 'number') return 'low'
  const unit = quantity.unit ?? quantity.code
  return `${round(quantity.value, 2)}${typeof unit === 'string' ? ` ${unit}` : ''}`
}
