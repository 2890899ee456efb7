/** A FHIR resource as JSON. */
export type Resource = Readonly<Record<string, unknown>>

interface Entry {
  readonly fullUrl?: unknown
  readonly resource?: Resource
}

/**
 * The resources of a Bundle with ids. References among them by `urn:uuid:` (R4 Bundle, "Resolving
 * references") become `Type/id`; a resource without an id takes its uuid. The Bundle stays as it is.
 *
 * @throws where it is not a Bundle or an entry has neither id nor `urn:uuid:` full URL.
 */
export function resourcesOf(bundle: unknown): readonly Resource[] {
  const { resourceType, entry } = bundle as { resourceType?: unknown; entry?: readonly Entry[] }
  if (resourceType !== 'Bundle') throw new TypeError('Not a Bundle')
  const resources = (entry ?? []).flatMap(withId)
  const addresses = new Map(
    resources.map(({ fullUrl, resource }) => [fullUrl, `${resource.resourceType}/${resource.id}`]),
  )
  return resources.map(({ resource }) => replaced(resource, addresses) as Resource)
}

function withId({ fullUrl, resource }: Entry): { fullUrl: unknown; resource: Resource }[] {
  if (resource === undefined) return []
  if (resource.id !== undefined) return [{ fullUrl, resource }]
  const uuid = /^urn:uuid:(.+)$/.exec(String(fullUrl))?.[1]
  if (uuid === undefined) throw new TypeError(`A ${resource.resourceType} has no id`)
  return [{ fullUrl, resource: { ...resource, id: uuid } }]
}

function replaced(value: unknown, addresses: ReadonlyMap<unknown, string>): unknown {
  if (typeof value === 'string')
    return value.startsWith('urn:uuid:') ? (addresses.get(value) ?? value) : value
  if (Array.isArray(value)) return value.map((item) => replaced(item, addresses))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, replaced(member, addresses)]),
  )
}
