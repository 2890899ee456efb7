import type { CodeSet } from '../codes/code-set.ts'
import { record, text } from '../codes/record.ts'
import { instantOf } from '../readers/dates.ts'
import type { Measurement } from '../readers/measurement.ts'
import { ageAt, sexOf } from '../readers/patient.ts'
import { counts, isActive } from '../readers/status.ts'
import type { ReadInput } from '../score.ts'

/** A measurement as the input of a score: unit and day kept, unusable with its reason. */
export function reading(measurement: Measurement | undefined): ReadInput<number> {
  if (measurement === undefined) return undefined
  if (!measurement.usable) return { unusable: measurement.reason }
  const { value, unit, date } = measurement
  return { value, unit, ...(date === undefined ? {} : { date }) }
}

/** Age in whole years on the day of `now`. A birth date that leaves the age open is unusable. */
export function ageInput(patient: unknown, now: Date): ReadInput<number> {
  const age = ageAt(patient, now)
  if (age !== undefined) return { value: age, unit: 'a' }
  if (text(record(patient)?.birthDate) === undefined) return undefined
  return { unusable: { code: 'age-unclear', text: 'the birth date on file does not give the age' } }
}

/**
 * Age on the day of the blood: a filtration rate is of that day, and so is the age in it. Of several
 * results the newest counts; where none is usable, the day is that of `now`.
 */
export function ageOn(
  patient: unknown,
  results: readonly (Measurement | undefined)[],
  now: Date,
): ReadInput<number> {
  const days = results.flatMap((each) =>
    each?.usable === true ? (instantOf(each.date ?? '') ?? []) : [],
  )
  return ageInput(patient, days.length === 0 ? now : new Date(Math.max(...days)))
}

/** Administrative sex. Where it is neither female nor male, the published equations do not apply. */
export function sexInput(patient: unknown): ReadInput<'female' | 'male'> {
  const sex = sexOf(patient)
  if (sex !== undefined) return { value: sex }
  if (text(record(patient)?.gender) === undefined) return undefined
  return {
    unusable: { code: 'sex-not-covered', text: 'the equation was made for female and male only' },
  }
}

/**
 * Whether a problem is on a list that is known: one that is active, or `ever` one that counts as history
 * too. A list without it says no.
 */
export function onFile(
  conditions: readonly object[],
  set: CodeSet,
  now: Date,
  when: 'active' | 'ever' = 'active',
): { readonly value: boolean } {
  const value = conditions.some(
    (each) => counts(each, now) && set(each) && (when === 'ever' || isActive(each)),
  )
  return { value }
}
