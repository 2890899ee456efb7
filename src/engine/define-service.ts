/** A CDS Service: what EHRs register. Its hooks and prefetch are the union of its rules. */
export interface Service {
  /** The folder's name. */
  readonly id: string
  readonly title: string
  readonly description: string
  readonly usageRequirements?: string
  /**
   * True where silence could be read as safety: what could not be checked for lack of data is said in one
   * info card. All services about the safety of medicines set it. What failed is said by every service.
   */
  readonly announceGaps?: boolean
}

/**
 * Declares a service; its rules lie in `rules/<rule>/rule.ts` beside it.
 *
 * @example
 * export default defineService({ id: 'discharge-check', title: 'Discharge check',
 *   description: 'Readmission risk (LACE) and follow-up at discharge' })
 */
export function defineService(service: Service): Service {
  return Object.freeze(service)
}
