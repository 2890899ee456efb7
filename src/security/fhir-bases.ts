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

/** The FHIR servers of all clients, as `placeOf` names them: each is another one than the others. */
export function placesOf(clients: Iterable<Registered>): ReadonlySet<string> {
  return new Set([...clients].flatMap((client) => basesOf(undefined, client).map(placeOf)))
}

/** The spelling of a FHIR base in which it makes no difference whether TLS ends before the server. */
export function placeOf(server: string): string {
  return baseName(server).replace(/^http:/, 'https:')
}

/**
 * One spelling of a FHIR base: scheme and host in small letters, no usual port, no slash at the end.
 * What is no plain URL stays as it is.
 *
 * @example baseName('https://EHR.example:443/fhir/') // 'https://ehr.example/fhir'
 */
export function baseName(server: string): string {
  return plainBase(server) ?? server.replace(/\/$/, '')
}

/** The same of a plain URL alone; `undefined` where it is none. */
export function plainBase(server: string): string | undefined {
  return plainUrl(server)?.href.replace(/\/$/, '')
}
