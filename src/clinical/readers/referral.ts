import { record } from '../codes/record.ts'
import { wordsIn } from './concept.ts'
import { clinicalDate, daysBefore } from './dates.ts'

const YEAR = 365

/**
 * Whether a referral is on file, open or of the last year, by its words: referrals are seldom coded
 * alike. For rules that it silences only.
 *
 * @param requests service requests, done ones too
 * @param whom what the referral or its performer is called
 */
export function isReferredTo(whom: RegExp, requests: readonly unknown[], now: Date): boolean {
  return requests.some((each) => {
    const { code, performerType } = record(each) ?? {}
    if (![...wordsIn(code), ...wordsIn(performerType)].some((words) => whom.test(words)))
      return false
    const age = daysBefore(clinicalDate(each) ?? '', now)
    return age === undefined || age <= YEAR
  })
}
