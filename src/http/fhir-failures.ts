import type { Report } from '../engine/report.ts'
import type { HttpContext } from './context.ts'
import type { FhirCall } from './metrics.ts'

/**
 * Counts what FHIR servers did not answer well. Where TLS did not hold it is said aloud besides: that
 * does not mend itself, and whoever answers there may be another than the one that is registered.
 */
export function tellFhirFailures(
  { metrics, log }: Pick<HttpContext, 'metrics' | 'log'>,
  call: FhirCall,
  client: string,
  fhirFailures: Report['fhirFailures'],
): void {
  metrics.fhirFailures(call, fhirFailures)
  const { certificate = 0, tls = 0 } = fhirFailures
  if (certificate + tls > 0)
    log.warn(
      { client, call, fhirFailures },
      'TLS with a FHIR server did not hold: no data from there',
    )
}
