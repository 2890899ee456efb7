import { CPT, clinicalDate, codes, daysBefore, isAwaited, serviceOrder } from '#cds'

/** An elastography of this age is not asked for again; our choice, as for a low FIB-4 (2 to 3 years). */
const DAYS = 2 * 365
/** An order of this age that is not done was forgotten: elastography takes longer than a test of blood. */
const ORDERED_DAYS = 365
const elastography = codes(CPT, ['91200', '76981', '76982'])

export const ELASTOGRAPHY_ORDER = serviceOrder('Liver elastography', { system: CPT, code: '91200' })

/** Whether a procedure or order is an elastography that makes another one needless. */
export function isElastography(
  resource: { readonly resourceType?: string; readonly status?: unknown },
  now: Date,
): boolean {
  if (!elastography(resource)) return false
  if (resource.resourceType === 'ServiceRequest' && resource.status !== 'completed')
    return isAwaited(resource, now, ORDERED_DAYS)
  const age = daysBefore(clinicalDate(resource) ?? '', now)
  return age === undefined || age <= DAYS
}
