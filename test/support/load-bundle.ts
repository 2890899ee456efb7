import type { Resource } from 'fhir/r4.js'

/**
 * The resources of a transaction Bundle as a server would hold them: an entry without an id takes the
 * one of its `urn:uuid:` full URL, and references to full URLs become `Type/id` (R4 bundle, §2.36.4.1).
 * The Bundle is not changed.
 *
 * @throws where it is not a Bundle, or an entry has no resource or no id to be had.
 */
export function resourcesOf(bundle: unknown): Resource[] {
  if (!isObject(bundle) || bundle.resourceType !== 'Bundle') throw new Error('Not a Bundle')
  const entries = (Array.isArray(bundle.entry) ? bundle.entry : []).map(entryOf)
  const references = new Map(
    entries.flatMap(({ fullUrl, resource }) =>
      fullUrl === undefined ? [] : [[fullUrl, `${resource.resourceType}/${resource.id}`] as const],
    ),
  )
  return entries.map(({ resource }) => resolved(resource, references) as Resource) // same shape
}

interface Entry {
  readonly fullUrl: string | undefined
  readonly resource: { readonly resourceType: string; readonly id: string }
}

function entryOf(entry: unknown, index: number): Entry {
  const { fullUrl, resource } = isObject(entry) ? entry : {}
  if (!isObject(resource) || typeof resource.resourceType !== 'string')
    throw new Error(`entry[${index}] has no resource`)
  const url = typeof fullUrl === 'string' ? fullUrl : undefined
  const id = resource.id ?? /^urn:uuid:(.+)$/.exec(url ?? '')?.[1]
  if (typeof id !== 'string') throw new Error(`entry[${index}] has no id`)
  return { fullUrl: url, resource: { ...resource, resourceType: resource.resourceType, id } }
}

function resolved(value: unknown, references: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, references))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name,
      name === 'reference' && typeof child === 'string'
        ? (references.get(child) ?? child)
        : resolved(child, references),
    ]),
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
