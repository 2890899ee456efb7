import { clinicalDate, counts, daysBefore } from '#cds'

const YEAR = 365
// Referrals are seldom coded alike; a match only makes the rule silent.
const NEPHROLOGY = /nephrolog|kidney clinic|renal clinic/i

/** Whether a referral to nephrology is on file: an open one, or one of the last year. */
export function isReferred(requests: readonly object[], now: Date): boolean {
  return requests.some((each) => {
    if (!counts(each, now) || !NEPHROLOGY.test(wordsOf(each))) return false
    const age = daysBefore(clinicalDate(each) ?? '', now)
    return age === undefined || age <= YEAR
  })
}

interface Requested {
  readonly code?: unknown
  readonly performerType?: unknown
}

function wordsOf(request: Requested): string {
  return [request.code, request.performerType]
    .flatMap((concept) => {
      const { text, coding } = (concept ?? {}) as { text?: unknown; coding?: unknown }
      const displays: readonly { display?: unknown }[] = Array.isArray(coding) ? coding : []
      return [text, ...displays.map((each) => each?.display)]
    })
    .filter((each) => typeof each === 'string')
    .join(' ')
}
