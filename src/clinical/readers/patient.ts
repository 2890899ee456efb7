import { record, text } from '../codes/record.ts'
import { instantOf, isFuture } from './dates.ts'

/**
 * Age in whole years on the day of `now`; `undefined` where the birth date is absent, wrong, in the
 * future, or so incomplete that it leaves the age open.
 */
export function ageAt(patient: unknown, now: Date): number | undefined {
  const birthDate = text(record(patient)?.birthDate)
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)(?:T.*)?$/.exec(birthDate ?? '') ?? []
  if (birthDate === undefined || year === undefined) return undefined
  const date = birthDate.slice(0, 10)
  if (instantOf(date) === undefined || isFuture(date, now)) return undefined
  const beforeBirthday =
    now.getUTCMonth() + 1 < Number(month) ||
    (now.getUTCMonth() + 1 === Number(month) && now.getUTCDate() < Number(day))
  const age = now.getUTCFullYear() - Number(year) - (beforeBirthday ? 1 : 0)
  return age < 0 ? undefined : age
}

/** True only where it is certain that the patient is 18 or older. */
export function isAdult(patient: unknown, now: Date): boolean {
  return (ageAt(patient, now) ?? 0) >= 18
}

/** Administrative sex where it is one that the published equations were made for. */
export function sexOf(patient: unknown): 'female' | 'male' | undefined {
  const gender = record(patient)?.gender
  return gender === 'female' || gender === 'male' ? gender : undefined
}

/** Whether the patient is known to have died by `now`. */
export function isDeceased(patient: unknown, now: Date): boolean {
  const it = record(patient)
  const { deceasedBoolean, deceasedDateTime } = it ?? {}
  if (deceasedBoolean === true || deceasedBoolean === 'true') return true
  const date = text(deceasedDateTime)
  return date !== undefined && !isFuture(date, now)
}
