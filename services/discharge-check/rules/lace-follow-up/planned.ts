import { instantOf, referenceParts, shownDay, wordsIn } from '#cds'

const FOLLOW_UP = /follow.?up|post.?discharge|after discharge/i
const DAY_MS = 86_400_000
const WEEK = 7

interface Appointment {
  readonly status?: unknown
  readonly start?: unknown
  readonly serviceType?: unknown
  readonly description?: unknown
  readonly participant?: unknown
}

const BOOKED = new Set<unknown>(['booked', 'pending', 'proposed', 'arrived'])

/** Whether a follow-up visit is ordered, by its words. */
export function isFollowUpOrdered(requests: readonly { readonly code?: unknown }[]): boolean {
  return requests.some(({ code }) => wordsIn(code).some((words) => FOLLOW_UP.test(words)))
}

/** The first appointment of the coming week, in words; empty where there is none. */
export function bookedWithinWeek(
  appointments: readonly object[],
  patientId: string,
  now: Date,
): string {
  const [first] = appointments
    .flatMap((each) => {
      const { status, start, serviceType, description } = each as Appointment
      const at = typeof start === 'string' ? instantOf(start) : undefined
      if (at === undefined || !BOOKED.has(status) || !isOf(each, patientId)) return []
      if (at < now.getTime() - DAY_MS || at > now.getTime() + (WEEK + 1) * DAY_MS) return []
      const told = typeof description === 'string' ? [description] : []
      const [what = 'an appointment'] = [...wordsIn(serviceType), ...told]
      return [{ at, words: `${what} (${shownDay(String(start))})` }]
    })
    .toSorted((a, b) => a.at - b.at)
  return first === undefined ? '' : first.words
}

/** Whether the patient takes part: an appointment has no subject that the engine could look at. */
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
