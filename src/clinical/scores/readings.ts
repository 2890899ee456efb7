import type { Measurement } from '../readers/measurement.ts'
import type { ReadInput } from '../score.ts'

/** A measurement as the input of a score: unit and day kept, unusable with its reason. */
export function reading(measurement: Measurement | undefined): ReadInput<number> {
  if (measurement === undefined) return undefined
  if (!measurement.usable) return { unusable: measurement.reason }
  const { value, unit, date } = measurement
  return { value, unit, ...(date === undefined ? {} : { date }) }
}

/** A plain fact of the patient as the input of a score. */
export function fact<T>(value: T | undefined, unit?: string): ReadInput<T> {
  return value === undefined ? undefined : { value, ...(unit === undefined ? {} : { unit }) }
}
