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
 * @example measurement(hba1c, '%') // { usable: true, value: 6.5, unit: '%', date: '2026-02-03' }
 */
export function measurement(observation: unknown, unit: string): Measurement {
  const it = record(observation)
  const date = clinicalDate(it)
  const read = it === undefined ? 'no-value' : valueIn(it, unit)
  const answer =
    typeof read === 'number'
      ? ({ usable: true, value: read, unit } as const)
      : ({ usable: false, reason: reasonOf(read, unit) } as const)
  return date === undefined ? answer : { ...answer, date }
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
  const found = list(it?.component)
    .map(record)
    .find((each) => each !== undefined && set({ code: each.code }))
  if (it === undefined || found === undefined) return undefined
  const { component: _, dataAbsentReason: _absent, ...rest } = it
  const own = Object.entries(rest).filter(([member]) => !member.startsWith('value'))
  return { ...Object.fromEntries(own), ...found }
}

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
  const units = unitsOf(quantity)
  if (units.length === 0) return 'no-unit'
  const analyte = analyteOf(it)
  for (const [index, from] of units.entries()) {
    const converted = convert(value, from, unit, analyte)
    if (converted !== undefined && Number.isFinite(converted)) return converted
    // A second spelling speaks only where the first is no unit at all.
    if (index + 1 < units.length && isUcum(from)) return 'wrong-unit'
  }
  return 'wrong-unit'
}

function numberOf(value: unknown): number | 'not-a-number' {
  return typeof value === 'number' && Number.isFinite(value) ? value : 'not-a-number'
}

/** The unit as UCUM code, if it claims to be one, and as text for people. */
function unitsOf(quantity: JsonRecord): readonly string[] {
  const system = text(quantity.system)
  const isCode = system === undefined || canonicalSystem(system) === UCUM
  const spellings = [isCode ? text(quantity.code) : undefined, text(quantity.unit)]
  return spellings.flatMap((each) => (each === undefined ? [] : (ucumOf(each) ?? [])))
}

function reasonOf(code: Unusable, unit: string): Reason {
  return code === 'wrong-unit'
    ? { code, text: `the result is not in a unit that converts to ${unit}` }
    : { code, text: REASONS[code] }
}
