import { UcumLhcUtils } from '@lhncbc/ucum-lhc'
import { LONGEST_UNIT } from './spellings.ts'

type Convert = (value: number) => number | undefined

const conversions = new Map<string, Convert>()
const validity = new Map<string, boolean>()

// Units come from clients, so what is remembered of them is bounded.
const LIMIT = 10_000

/**
 * Converts between two UCUM units of one dimension; `undefined` where they are not, or where one of
 * them is no UCUM unit. UCUM takes what stands in braces for 1: see `units.ts` for what we make of
 * that. The library unpacks its tables (some 30 ms) at the first conversion, not at start.
 */
export function convertUcum(value: number, from: string, to: string): number | undefined {
  if (from === to) return value
  const key = `${from} ${to}`
  const known = conversions.get(key) ?? conversion(from, to)
  if (conversions.size < LIMIT) conversions.set(key, known)
  return known(value)
}

// What UCUM units in use look like. The library prints to the console what it cannot parse, and falls
// over names that every JavaScript object has (`toString`); the text is the client's, so only this
// much reaches it. No unit has more than six letters on end.
const TERM = String.raw`(?:\d{1,6}|10[*^]-?\d{1,2}|%|[A-Za-z]{0,6}(?:\[[\w.:/'-]{1,20}\])?(?:_[A-Za-z]{1,6})?(?:[+-]?\d)?)(?:\{[^{}\s]{1,30}\})?`
const WELL_FORMED = new RegExp(`^(?=.{1,40}$)/?${TERM}(?:[./]${TERM}){0,5}$`)

/**
 * Whether a text is a UCUM unit, to the letter: the library's own assumptions ("we assumed you meant
 * …") are no answer.
 */
export function isUcum(unit: string): boolean {
  if (unit.length > LONGEST_UNIT) return false
  const known = validity.get(unit)
  if (known !== undefined) return known
  const valid = WELL_FORMED.test(unit) && library().validateUnitString(unit).status === 'valid'
  if (validity.size < LIMIT) validity.set(unit, valid)
  return valid
}

function conversion(from: string, to: string): Convert {
  if (!isUcum(from) || !isUcum(to)) return () => undefined
  const [a, b] = comparableInternationalUnits(from, to)
  const convert: Convert = (value) => library().convertUnitTo(a, value, b).toVal ?? undefined
  const [zero, one, thousand] = [convert(0), convert(1), convert(1000)]
  if (zero === undefined || one === undefined || thousand === undefined) return () => undefined
  // Temperatures and logarithmic units are no mere factor.
  const linear = zero === 0 && Math.abs(thousand - 1000 * one) <= Math.abs(thousand) * 1e-12
  return linear ? factor(one) : convert
}

/**
 * Multiplies or divides by the decimal that the factor stands for, so that 132 g/L is 13.2 g/dL and
 * not 13.200000000000001: thresholds are compared with the unrounded value.
 */
function factor(times: number): Convert {
  const by = Number(times.toPrecision(14))
  const divisor = Number((1 / times).toPrecision(14))
  return Number.isInteger(divisor) ? (value) => value / divisor : (value) => value * by
}

/**
 * International units have no size that UCUM knows, but they keep it between two units of the same
 * substance (m[IU]/L, u[IU]/mL): any unit with a size stands in for them.
 */
function comparableInternationalUnits(from: string, to: string): readonly [string, string] {
  if (!from.includes('[IU]') || !to.includes('[IU]')) return [from, to]
  return [from.replace('[IU]', 'g'), to.replace('[IU]', 'g')]
}

function library(): ReturnType<typeof UcumLhcUtils.getInstance> {
  return UcumLhcUtils.getInstance()
}
