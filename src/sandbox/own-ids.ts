import { referenceParts } from '../clinical/readers/reference.ts'
import type { Resource } from '../fhir/memory/bundle.ts'
import type { Stored } from '../fhir/memory/search.ts'

/** A resource as it stands in a Bundle. */
export interface Entry {
  readonly fullUrl?: string | undefined
  readonly resource: Resource & { readonly resourceType: string }
}

/**
 * The resources under ids of their own, so that no two charts meet: the patient's is `patient`, all
 * others begin with it. References among them go along, however they were written.
 */
export function withOwnIds(entries: readonly Entry[], patient: string): readonly Stored[] {
  const addresses = new Map<string, string>()
  const named = entries.map(({ fullUrl, resource }, index) => {
    const { resourceType } = resource
    const id = resourceType === 'Patient' ? patient : newId(patient, resource.id, index)
    if (fullUrl !== undefined) addresses.set(fullUrl, `${resourceType}/${id}`)
    if (typeof resource.id === 'string')
      addresses.set(`${resourceType}/${resource.id}`, `${resourceType}/${id}`)
    return { ...resource, resourceType, id }
  })
  return named.map((each) => readdressed(each, addresses) as Stored)
}

/** R4 `id`; what is none cannot be referred to. */
const ID = /^[A-Za-z0-9.-]{1,64}$/

function newId(patient: string, id: unknown, index: number): string {
  const wanted = `${patient}-${id}`
  // With a point, so that it can be no id that was wanted.
  return typeof id === 'string' && ID.test(wanted) ? wanted : `${patient}.${index}`
}

function readdressed(value: unknown, addresses: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => readdressed(item, addresses))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'reference' && typeof member === 'string'
        ? addressOf(member, addresses)
        : readdressed(member, addresses),
    ]),
  )
}

/** As it stands, or by its type and id where it is an address in full; of whichever version. */
function addressOf(reference: string, addresses: ReadonlyMap<string, string>): string {
  const plain = reference.replace(/\/_history\/[^/]+$/, '')
  const parts = referenceParts(reference)
  const short = parts === undefined ? undefined : addresses.get(`${parts.type}/${parts.id}`)
  return addresses.get(plain) ?? short ?? reference
}
