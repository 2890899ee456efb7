import { record } from '../codes/record.ts'
import { wordsIn } from './concept.ts'
import { clinicalDate, daysBefore } from './dates.ts'
import { counts } from './status.ts'

const YEAR = 365
const OPEN = new Set<unknown>(['active', 'on-hold'])
const REFERRAL = /refer|consult/i

/**
 * Whether a referral is on file, open or of the last year, by its words: referrals are seldom coded
 * alike. Who performs counts only for a referral: a nephrologist may order and do much else. For rules
 * that it silences only.
 *
 * @param requests service requests, done ones too
 * @param whom what the referral or its performer is called
 */
export function isReferredTo(whom: RegExp, requests: readonly unknown[], now: Date): boolean {
  return requests.some((each) => {
    const { code, category, performerType, status } = record(each) ?? {}
    const says = (concepts: readonly unknown[], words: RegExp) =>
      concepts.flatMap((concept) => wordsIn(concept)).some((text) => words.test(text))
    const isTo =
      says([code], whom) || (says([performerType], whom) && says([code, category], REFERRAL))
    if (!isTo || !counts(each, now)) return false
    if (OPEN.has(status)) return true
    const age = daysBefore(clinicalDate(each) ?? '', now)
    return age === undefined || age <= YEAR
  })
}
