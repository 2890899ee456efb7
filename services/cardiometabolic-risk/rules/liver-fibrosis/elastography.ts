import { CPT, clinicalDate, codes, daysBefore, serviceOrder } from '#cds'

/** An elastography of this age is not asked for again; our choice, as for a low FIB-4 (2 to 3 years). */
const DAYS = 2 * 365
const elastography = codes(CPT, ['91200', '76981', '76982'])

export const ELASTOGRAPHY_ORDER = serviceOrder('Liver elastography', { system: CPT, code: '91200' })

/** Whether a procedure or order is an elastography that makes another one needless. */
export function isElastography(resource: object, now: Date): boolean {
  if (!elastography(resource)) return false
  const age = daysBefore(clinicalDate(resource) ?? '', now)
  return age === undefined || age <= DAYS
}
