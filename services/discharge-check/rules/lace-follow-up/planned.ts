import { lastInstantOf, referenceParts, shownDay, wordsIn } from '#cds'
import type { Window } from './ordered.ts'

interface Appointment {
  readonly status?: unknown
  readonly start?: unknown
  readonly serviceType?: unknown
  readonly description?: unknown
  readonly participant?: unknown
}

const BOOKED = new Set<unknown>(['booked', 'pending', 'proposed', 'arrived'])

/** The first appointment of the coming week, in words; empty where there is none. */
export function bookedWithinWeek(
  appointments: readonly object[],
  patientId: string,
  week: Window,
): string {
  const [first] = appointments
    .flatMap((each) => {
      const { status, start, serviceType, description } = each as Appointment
      // A day without a time counts to its end: today's may still be to come.
      const at = typeof start === 'string' ? lastInstantOf(start) : undefined
      if (at === undefined || !BOOKED.has(status) || !isOf(each, patientId)) return []
      if (at < week.from || at > week.to) return []
      const told = typeof description === 'string' ? [description] : []
      const [what = 'an appointment'] = [...wordsIn(serviceType), ...told]
      return [{ at, words: `${what} (${shownDay(String(start))})` }]
    })
    .toSorted((a, b) => a.at - b.at)
  return first === undefined ? '' : first.words
}

/** Whether the patient takes part: one that names no patient may be anybody's. */
function isOf({ participant }: Appointment, patientId: string): boolean {
  const all: readonly { readonly actor?: { readonly reference?: unknown } }[] = Array.isArray(
    participant,
  )
    ? participant
    : []
  return all.some((each) => {
    const parts = referenceParts(each?.actor?.reference)
    return parts?.type === 'Patient' && parts.id === patientId
  })
}
