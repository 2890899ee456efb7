import { record } from '../codes/record.ts'
import { daysBefore, isFuture } from '../readers/dates.ts'

/** A day and how many days ago it was. */
export interface PastDay {
  readonly day: string
  readonly ago: number
}

interface Dated {
  readonly dispenseRequest?: { readonly validityPeriod?: { readonly end?: unknown } }
  readonly dosageInstruction?: unknown
}

/**
 * The day on which an ended order ended, as it states it itself: of the last step of its dosage, else
 * of its validity. `undefined` where it states none, or none that is past: a planned end says nothing
 * about an early stop.
 */
export function endOf(order: object, now: Date): PastDay | undefined {
  // Fields of a MedicationRequest; whatever else stands there is no date and falls out below.
  const { dispenseRequest, dosageInstruction } = order as Dated
  const steps = (Array.isArray(dosageInstruction) ? dosageInstruction : []).flatMap((step) => {
    const repeat = record(record(record(step)?.timing)?.repeat)
    return pastDay(record(repeat?.boundsPeriod)?.end, now) ?? []
  })
  const [last] = steps.toSorted((a, b) => a.ago - b.ago)
  return last ?? pastDay(dispenseRequest?.validityPeriod?.end, now)
}

/** A date known to the day and not in the future. */
export function pastDay(date: unknown, now: Date): PastDay | undefined {
  if (typeof date !== 'string' || date.length < 10 || isFuture(date, now)) return undefined
  const ago = daysBefore(date, now)
  return ago === undefined ? undefined : { day: date.slice(0, 10), ago }
}
