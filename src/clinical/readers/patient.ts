import { record, text } from '../codes/record.ts'
import { instantOf, isFuture, lastInstantOf } from './dates.ts'

/**
 * Age in whole years on the day of `now` (UTC); `undefined` where the birth date is absent, wrong, in
 * the future, or so incomplete that it leaves the age open.
 *
 * @example ageAt({ birthDate: '1960-05' }, new Date('2026-03-01')) // 65, whatever the day
 */
export function ageAt(patient: unknown, now: Date): number | undefined {
  const [least, most] = ageRange(patient, now) ?? []
  return least === most ? least : undefined
}

/** True only where the age is certain and 18 or more. */
export function isAdult(patient: unknown, now: Date): boolean {
  return (ageAt(patient, now) ?? 0) >= 18
}

/** Administrative sex where it is one that the published equations were made for. */
export function sexOf(patient: unknown): 'female' | 'male' | undefined {
  const gender = record(patient)?.gender
  return gender === 'female' || gender === 'male' ? gender : undefined
}

/** Whether the patient is known to have died by `now`; a date of death that cannot be read is one. */
export function isDeceased(patient: unknown, now: Date): boolean {
  const { deceasedBoolean, deceasedDateTime } = record(patient) ?? {}
  if (deceasedBoolean === true || deceasedBoolean === 'true') return true
  const date = text(deceasedDateTime)
  return date !== undefined && !isFuture(date, now)
}

/** The least and the greatest age that the birth date allows. */
function ageRange(patient: unknown, now: Date): readonly [number, number] | undefined {
  // Of a date with a time, the day alone: shifting it to UTC could make it another.
  const date = text(record(patient)?.birthDate)?.trim().split('T')[0] ?? ''
  const earliest = instantOf(date)
  if (earliest === undefined) return undefined
  // A whole day leaves one age.
  const latest = date.length === 10 ? earliest : lastInstantOf(date)
  if (latest === undefined || latest > endOfDay(now)) return undefined
  const least = yearsBetween(new Date(latest), now)
  return [least, latest === earliest ? least : yearsBetween(new Date(earliest), now)]
}

function yearsBetween(birth: Date, now: Date): number {
  const years = now.getUTCFullYear() - birth.getUTCFullYear()
  const months = now.getUTCMonth() - birth.getUTCMonth()
  const beforeBirthday = months < 0 || (months === 0 && now.getUTCDate() < birth.getUTCDate())
  return beforeBirthday ? years - 1 : years
}

function endOfDay(now: Date): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1) - 1
}
