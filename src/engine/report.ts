import type { FhirFailures } from '../fhir/client.ts'
import type { Fault } from './fault.ts'

/** What happened during one call: ids, counts and durations only, nothing about the patient. */
export interface Report {
  readonly service: string
  hook: string
  hookInstance: string
  prefetch: { supplied: number; fetched: number; unavailable: number }
  /** Resource types read of what the client sent, and from its FHIR server. */
  suppliedTypes: readonly string[]
  fetchedTypes: readonly string[]
  /** Resources of the FHIR server that were left out: another patient's, or not what was asked for (T18). */
  strangers: number
  /** Reads that the FHIR server did not answer well. */
  fhirFailures: FhirFailures
  /** Whether the body and what was fetched for it are together a large input, as known once that is there. */
  isLarge: boolean
  /** As `patientKeyOf` makes it; empty where the request does not say. */
  patientKey: string
  /** `context.userId`, for the audit trail alone: never logged. */
  user: string
  rules: readonly RuleReport[]
  readonly notices: string[]
}

export interface RuleReport {
  readonly rule: string
  readonly state: 'evaluated' | 'not-evaluated' | 'failed' | 'late' | 'suspended'
  readonly ms: number
  readonly cards: number
  /** Links of its cards that lead where the deployment has none lead, and were left out (T19). */
  readonly linksDropped?: number
  /** Set where the rule itself was at fault. */
  readonly fault?: Fault
  /** What a failed rule threw, for the tester; never logged, and not there if it ran in a worker. */
  readonly error?: unknown
}

export function emptyReport(service: string): Report {
  return {
    service,
    hook: 'unknown',
    hookInstance: 'unknown',
    prefetch: { supplied: 0, fetched: 0, unavailable: 0 },
    suppliedTypes: [],
    fetchedTypes: [],
    strangers: 0,
    fhirFailures: {},
    isLarge: false,
    patientKey: '',
    user: '',
    rules: [],
    notices: [],
  }
}
