import { codes, LOINC, latest, TUG_RANGE } from '#cds'

const YEAR = 365
const timedUpAndGo = codes(LOINC, ['89423-8'])

/** Whether a walk was timed within a year and its time cannot be read: it may be a slow one. */
export function isWalkUnread(observations: readonly object[] | undefined, now: Date): boolean {
  const walked = latest(observations, timedUpAndGo, 's', { now, withinDays: YEAR })
  if (walked === undefined) return false
  if (!walked.usable) return walked.reason.code !== 'stale'
  return walked.value < TUG_RANGE.least || walked.value > TUG_RANGE.most
}
