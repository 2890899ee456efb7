import type { FhirClient } from '../fhir/client.ts'
import type { CallPatient } from './call-patient.ts'
import type { Unavailable } from './data.ts'

/** How the data of a request may be had. */
export interface DataAccess {
  readonly context: Readonly<Record<string, unknown>> & { readonly patientId?: unknown }
  /** Whose data are had; absent for a hook that knows no patient. */
  readonly patient?: CallPatient | undefined
  /** Raw prefetch values by key, as the client sent them. */
  readonly supplied: Readonly<Record<string, unknown>>
  /** Absent where there is no FHIR server that we may ask. */
  readonly client?: FhirClient
  /** Why there is none, for the report. */
  readonly noClient: Unavailable
  readonly scope?: string
  readonly remainingMs: () => number
}
