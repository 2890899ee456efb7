import { call } from './http.ts'
import type {
  Explanation,
  FhirAccess,
  HookRequest,
  LoadedServices,
  Patient,
  Resource,
  ServiceEntry,
} from './wire.ts'

// What is behind these addresses: docs/companion.md. All are relative to this page.

const post = (address: string, json: unknown = {}) => call(address, { method: 'POST', json })

export async function patients(): Promise<readonly Patient[]> {
  const answer = (await call('api/patients')) as { patients: readonly Patient[] }
  return answer.patients
}

/** What discovery lists, and why it may not be what stands in the services' folder. */
export interface Listing extends LoadedServices {
  readonly services: readonly ServiceEntry[]
}

/** Discovery is fetched only where other services were loaded since `known`. */
export async function listing(known?: Listing): Promise<Listing> {
  // Asked first: what is loaded in between is then fetched once too often, never once too seldom.
  const loaded = (await call('api/services')) as LoadedServices
  if (known?.loaded === loaded.loaded) return { ...known, ...loaded }
  const { services } = (await call('../cds-services')) as { services: readonly ServiceEntry[] }
  return { ...loaded, services }
}

export async function access(patient: string, write = false): Promise<FhirAccess> {
  return (await post('api/token', { patient, ...(write ? { write } : {}) })) as FhirAccess
}

export async function addPatient(bundle: unknown): Promise<string> {
  return ((await post('api/patients', bundle)) as { id: string }).id
}

export async function reset(): Promise<void> {
  await post('api/reset')
}

export interface Launch {
  readonly iss: string
  readonly launch: string
}

export async function launch(
  patient: string,
  encounter: string | undefined,
  appContext: string | undefined,
): Promise<Launch> {
  return (await post('api/launch', { patient, encounter, appContext })) as Launch
}

export function hook(service: string, request: HookRequest): Promise<unknown> {
  return post(`../cds-services/${encodeURIComponent(service)}`, request)
}

export async function explain(service: string, request: HookRequest): Promise<Explanation> {
  return (await post(`api/explain/${encodeURIComponent(service)}`, request)) as Explanation
}

export async function feedback(service: string, entry: unknown): Promise<void> {
  await post(`../cds-services/${encodeURIComponent(service)}/feedback`, { feedback: [entry] })
}

/** Writes a resource under its id, whether or not there is one: the same twice is one. */
export async function write(resource: Resource, token: string): Promise<void> {
  const { resourceType, id } = resource
  await call(`fhir/${resourceType}/${id}`, { method: 'PUT', json: resource, token })
}

export async function readResource(reference: string, token: string): Promise<Resource> {
  return (await call(`fhir/${reference}`, { token })) as Resource
}
