import { isReferredTo } from '#cds'

const NEPHROLOGY = /nephrolog|kidney clinic|renal clinic/i

/** Whether what was ordered is still to come. */
export function isOpen({ status }: { readonly status?: unknown }): boolean {
  return status !== 'completed'
}

/** Whether a referral to nephrology is on file: an open one, or one of the last year. */
export function isReferred(requests: readonly object[], now: Date): boolean {
  return isReferredTo(NEPHROLOGY, requests, now)
}
