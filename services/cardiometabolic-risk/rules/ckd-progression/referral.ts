import { isReferredTo } from '#cds'

const NEPHROLOGY = /nephrolog|kidney clinic|renal clinic/i

/** Whether a referral to nephrology is on file: an open one, or one of the last year. */
export function isReferred(requests: readonly object[], now: Date): boolean {
  return isReferredTo(NEPHROLOGY, requests, now)
}
