import { type CodeSet, codingsOf } from '../codes/code-set.ts'
import { list, record, text } from '../codes/record.ts'
import { canonicalSystem, LOINC, UCUM } from '../codes/systems.ts'
import type { Reason } from '../score.ts'
import { ANALYTES } from './analytes.ts'
import { clinicalDate } from './dates.ts'
import { type Analyte, convert, ucumOf } from './units.ts'

/** A value in the unit that was asked for, or why there is none. */
export type Measurement =
  | { readonly usable: true; readonly value: number; readonly unit: string; readonly date?: string }
  | { readonly usable: false; readonly reason: Reason; readonly date?: string }

const FINAL = new Set(['final', 'amended', 'corrected'])

/**
 * Reads an observation's value in a UCUM unit, converting where the unit on file says so. A value
 * with no unit, an unknown unit, a comparator (`<5`) or a `dataAbsentReason`, or a result that is not
 * final, is unusable with a reason; nothing is guessed and nothing is rounded.
 */
export function measurement(observation: unknown, unit: string): Measurement {
  const it = record(observation)
  const date = clinicalDate(it)
  const dated = date === undefined ? {} : { date }
  const no = (code: string, why: string): Measurement => ({
    usable: false,
    reason: { code, text: why },
    ...dated,
  })
  if (it === undefined) return no('no-value', 'there is no result')
  if (!FINAL.has(String(it.status))) return no('not-final', 'the result is not final')
  const quantity = record(it.valueQuantity)
  if (it.dataAbsentReason !== undefined && quantity === undefined)
    return no('data-absent', 'the result is recorded as absent')
  if (quantity === undefined || quantity.value === undefined)
    return no('no-value', 'the result has no numeric value')
  const value = quantity.value
  if (typeof value !== 'number' || !Number.isFinite(value))
    return no('not-a-number', 'the result is not a number')
  if (quantity.comparator !== undefined)
    return no('comparator', 'the result is a limit ("less than"), not a value')
  const from = unitOf(quantity)
  if (from === undefined) return no('no-unit', 'the result has no unit that can be understood')
  const converted = convert(value, from, unit, analyteOf(it))
  if (converted === undefined)
    return no('wrong-unit', `the result is not in a unit that converts to ${unit}`)
  return { usable: true, value: converted, unit, ...dated }
}

/** The value in the unit, or `undefined` for any reason. `measurement` tells which. */
export function quantity(observation: unknown, unit: string): number | undefined {
  const read = measurement(observation, unit)
  return read.usable ? read.value : undefined
}

/** The component of a panel with one of the codes, as an observation of its own. */
export function component(observation: unknown, set: CodeSet): Record<string, unknown> | undefined {
  const it = record(observation)
  const found = list(it?.component)
    .map(record)
    .find((each) => each !== undefined && set(each))
  if (it === undefined || found === undefined) return undefined
  const { component: _component, valueQuantity: _value, dataAbsentReason: _absent, ...rest } = it
  return { ...rest, ...found }
}

function unitOf(quantity: Readonly<Record<string, unknown>>): string | undefined {
  const system = text(quantity.system)
  const code = text(quantity.code)
  if (code !== undefined && (system === undefined || canonicalSystem(system) === UCUM)) {
    const known = ucumOf(code)
    if (known !== undefined) return known
  }
  const unit = text(quantity.unit)
  return unit === undefined ? undefined : ucumOf(unit)
}

/** What was measured, told by the observation's code; the unit never tells it. */
function analyteOf(observation: unknown): Analyte | undefined {
  for (const { system, code } of codingsOf(observation)) {
    const analyte = system === LOINC ? ANALYTES.get(code) : undefined
    if (analyte !== undefined) return analyte
  }
  return undefined
}
