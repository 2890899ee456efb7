import { clinicalDate, daysBefore, wordsIn } from '#cds'

const YEAR = 365
// Referrals are seldom coded alike; a match only makes the rule silent.
const NEPHROLOGY = /nephrolog|kidney clinic|renal clinic/i

interface Requested {
  readonly code?: unknown
  readonly performerType?: unknown
}

/** Whether what was ordered is still to come. */
export function isOpen({ status }: { readonly status?: unknown }): boolean {
  return status !== 'completed'
}

/** Whether a referral to nephrology is on file: an open one, or one of the last year. */
export function isReferred(requests: readonly Requested[], now: Date): boolean {
  return requests.some((each) => {
    const words = [...wordsIn(each.code), ...wordsIn(each.performerType)]
    if (!words.some((each) => NEPHROLOGY.test(each))) return false
    const age = daysBefore(clinicalDate(each) ?? '', now)
    return age === undefined || age <= YEAR
  })
}
