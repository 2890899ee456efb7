import type { CodeSet } from '../codes/code-set.ts'
import { type JsonRecord, list, record, text } from '../codes/record.ts'
import { canonicalSystem, UCUM } from '../codes/systems.ts'
import type { Reason } from '../score.ts'
import { analyteOf } from './analytes.ts'
import { clinicalDate } from './dates.ts'
import { ucumOf } from './spellings.ts'
import { isFinal } from './status.ts'
import { isUcum } from './ucum.ts'
import { convert } from './units.ts'

/** A value in the unit that was asked for, or why there is none. */
export type Measurement =
  | { readonly usable: true; readonly value: number; readonly unit: string; readonly date?: string }
  | { readonly usable: false; readonly reason: Reason; readonly date?: string }

const REASONS = {
  'no-value': 'the result has no numeric value',
  'not-final': 'the result is not final',
  'data-absent': 'the result is recorded as absent',
  'not-a-number': 'the result is not a number',
  comparator: 'the result is a limit ("less than"), not a value',
  'no-unit': 'the result has no unit',
} as const

/**
 * Reads an observation's value in a UCUM unit, converting where the unit on file says so. A value
 * with no unit, an unknown unit, a comparator (`<5`) or a `dataAbsentReason`, or a result that is not
 * final, is unusable with a reason; nothing is guessed and nothing is rounded.
 *
 * @throws TypeError where the unit asked for is none of UCUM: no result could ever be in it.
 * @example measurement(hba1c, '%') // { usable: true, value: 6.5, unit: '%', date: '2026-02-03' }
 */
export function measurement(observation: unknown, unit: string): Measurement {
  const it = record(observation)
  const date = clinicalDate(it)
  const value = it === undefined ? 'no-value' : valueIn(it, unit)
  if (typeof value === 'number')
    return date === undefined ? { usable: true, value, unit } : { usable: true, value, unit, date }
  const reason = reasonOf(value, unit)
  return date === undefined ? { usable: false, reason } : { usable: false, reason, date }
}

/** The value in the unit, or `undefined` for any reason. `measurement` tells which. */
export function quantity(observation: unknown, unit: string): number | undefined {
  const read = measurement(observation, unit)
  return read.usable ? read.value : undefined
}

/**
 * The component of a panel with one of the codes, as an observation of its own: status and dates are
 * the panel's, codes and value the component's.
 */
export function component(observation: unknown, set: CodeSet): Record<string, unknown> | undefined {
  const it = record(observation)
  for (const each of list(it?.component)) {
    const part = record(each)
    if (it === undefined || part === undefined || !set({ code: part.code })) continue
    const alone: Record<string, unknown> = {}
    for (const member of Object.keys(it))
      if (!OF_THE_WHOLE.has(member) && !member.startsWith('value')) alone[member] = it[member]
    return Object.assign(alone, part)
  }
  return undefined
}

const OF_THE_WHOLE: ReadonlySet<string> = new Set(['component', 'dataAbsentReason'])

type Unusable = keyof typeof REASONS | 'wrong-unit'

function valueIn(it: JsonRecord, unit: string): number | Unusable {
  if (!isFinal(it)) return 'not-final'
  if (it.dataAbsentReason !== undefined) return 'data-absent'
  // FHIR's integer is a count; only a score is counted in nothing else.
  if (it.valueInteger !== undefined && ucumOf(unit) === '{score}') return numberOf(it.valueInteger)
  const quantity = record(it.valueQuantity)
  if (quantity === undefined || quantity.value === undefined) return 'no-value'
  const value = numberOf(quantity.value)
  if (typeof value !== 'number') return value
  if (quantity.comparator !== undefined) return 'comparator'
  const [first, second] = unitsOf(quantity)
  if (first === undefined) return 'no-unit'
  // What is in the unit asked for is so for every analyte.
  if (first === unit) return value
  const analyte = analyteOf(it)
  const converted = convert(value, first, unit, analyte)
  if (converted !== undefined && Number.isFinite(converted)) return converted
  if (!isUcum(ucumOf(unit) ?? '')) throw new TypeError(`"${unit}" is no unit of UCUM`)
  // A second spelling speaks only where the first is no unit at all.
  if (second === undefined || isUcum(first)) return 'wrong-unit'
  const other = convert(value, second, unit, analyte)
  return other !== undefined && Number.isFinite(other) ? other : 'wrong-unit'
}

function numberOf(value: unknown): number | 'not-a-number' {
  return typeof value === 'number' && Number.isFinite(value) ? value : 'not-a-number'
}

/** The unit as UCUM code, if it claims to be one, and as text for people. */
function unitsOf(quantity: JsonRecord): readonly [first?: string, second?: string] {
  const system = text(quantity.system)
  const isCode = system === undefined || canonicalSystem(system) === UCUM
  const code = isCode ? spelled(quantity.code) : undefined
  const words = quantity.unit === quantity.code && isCode ? code : spelled(quantity.unit)
  if (code === undefined) return words === undefined ? [] : [words]
  return words === undefined ? [code] : [code, words]
}

function spelled(unit: unknown): string | undefined {
  const words = text(unit)
  return words === undefined ? undefined : ucumOf(words)
}

function reasonOf(code: Unusable, unit: string): Reason {
  return code === 'wrong-unit'
    ? { code, text: `the result is not in a unit that converts to ${unit}` }
    : { code, text: REASONS[code] }
}
