import { list, record } from '../codes/record.ts'

/**
 * Whether an observation gives a result, as far as it says: a specimen that was lost or spoiled, or a
 * question that was declined, gives none, and so the test is not done. Of one with parts, some part does.
 */
export function hasResult(resource: unknown): boolean {
  const it = record(resource)
  if (it?.dataAbsentReason !== undefined) return false
  const parts = list(it?.component).map(record)
  return parts.length === 0 || parts.some((each) => each?.dataAbsentReason === undefined)
}
