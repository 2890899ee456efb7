import { plainUrl } from './outbound.ts'

/** The FHIR servers that are registered for a client. */
interface Registered {
  readonly fhirServers: readonly string[]
  readonly internalFhirServers: readonly string[]
}

/**
 * The FHIR bases that the data of a call are from, each in one spelling: the server that the call
 * names, else those of its client; none where neither says any.
 */
export function basesOf(server: string | undefined, client: Registered): readonly string[] {
  if (server !== undefined) return [baseName(server)]
  return [...new Set([...client.fhirServers, ...client.internalFhirServers].map(baseName))]
}

/**
 * One spelling of a FHIR base: scheme and host in small letters, no usual port, no slash at the end.
 * What is no plain URL stays as it is.
 *
 * @example baseName('https://EHR.example:443/fhir/') // 'https://ehr.example/fhir'
 */
export function baseName(server: string): string {
  return (plainUrl(server)?.href ?? server).replace(/\/$/, '')
}
