import { referenceParts } from '../clinical/readers/reference.ts'
import type { Resource } from './data.ts'
import type { Fetch } from './shared-fetch.ts'

/** A resource that came along in a Bundle, with the address that references to it may name. */
export interface Included {
  readonly resource: Resource
  /** Anything; an address only where it is a text. */
  readonly fullUrl?: unknown
}

/** Medications by the reference that names them, as written. */
export type Medications = ReadonlyMap<string, Resource>

/** The reference to a Medication that stands in place of a medicine's code, but for a contained one. */
export function medicationReference(resource: Resource): string | undefined {
  if (resource.medicationCodeableConcept != null) return undefined
  // R5 has code and reference under one name.
  const stated = resource.medicationReference ?? memberOf(resource.medication, 'reference')
  const reference = memberOf(stated, 'reference')
  return typeof reference === 'string' && !reference.startsWith('#') ? reference : undefined
}

/**
 * The Medications behind references: from the same Bundle, by full URL (R4 Bundle, "Resolving
 * references in bundles") or by id, else from the FHIR server, at most `most` of them. One that cannot
 * be had is left out, and counts as unknown.
 */
export async function medicationsOf(
  references: ReadonlySet<string>,
  included: readonly Included[],
  server: string | undefined,
  fetch: Fetch,
  most: number,
): Promise<Medications> {
  const shelf = shelved(included)
  const found = new Map<string, Resource>()
  const missing = new Map<string, string>()
  for (const reference of references) {
    const id = medicationId(reference, server)
    const here = lookUp(shelf, reference, id !== undefined)
    if (here !== undefined) found.set(reference, here)
    else if (id !== undefined && missing.size < most) missing.set(reference, id)
  }
  await Promise.all(
    [...missing].map(async ([reference, id]) => {
      const answer = await fetch(`Medication/${id}`)
      if (answer.ok && answer.resource.resourceType === 'Medication' && answer.resource.id === id)
        found.set(reference, answer.resource)
    }),
  )
  return found
}

/** Gives medicines that only refer to a Medication its code, so that rules see one shape. */
export function withMedications(
  resources: readonly Resource[],
  medications: Medications,
): readonly Resource[] {
  return resources.map((resource) => {
    const code = medications.get(medicationReference(resource) ?? '')?.code
    return code === undefined ? resource : { ...resource, medicationCodeableConcept: code }
  })
}

/** What came along, by the names that references may use; several that differ under one name are none. */
interface Shelf {
  readonly byUrl: ReadonlyMap<string, Resource | undefined>
  readonly byId: ReadonlyMap<string, Resource | undefined>
  /** Those that do not say where they are from. */
  readonly byIdAlone: ReadonlyMap<string, Resource | undefined>
}

function shelved(included: readonly Included[]): Shelf {
  const byUrl = new Map<string, Resource | undefined>()
  const byId = new Map<string, Resource | undefined>()
  const byIdAlone = new Map<string, Resource | undefined>()
  for (const { resource, fullUrl } of included) {
    if (resource.resourceType !== 'Medication') continue
    const { id } = resource
    if (typeof fullUrl === 'string') put(byUrl, fullUrl, resource)
    else if (typeof id === 'string') put(byIdAlone, id, resource)
    if (typeof id === 'string') put(byId, id, resource)
  }
  return { byUrl, byId, byIdAlone }
}

/** Each page of a search may bring the same one along; of two that differ nobody can tell which is meant. */
function put(map: Map<string, Resource | undefined>, name: string, resource: Resource): void {
  const before = map.get(name)
  const isAlike =
    before !== undefined && JSON.stringify(before.code) === JSON.stringify(resource.code)
  map.set(name, isAlike || !map.has(name) ? resource : undefined)
}

function lookUp(shelf: Shelf, reference: string, isLocal: boolean): Resource | undefined {
  if (shelf.byUrl.has(reference)) return shelf.byUrl.get(reference)
  const parts = referenceParts(reference)
  if (parts?.type !== 'Medication') return undefined
  return (isLocal ? shelf.byId : shelf.byIdAlone).get(parts.id)
}

/** The id that a relative reference, or an absolute one on the client's own server, points to. */
function medicationId(reference: string, server: string | undefined): string | undefined {
  const base = server === undefined ? '' : `${server.replace(/\/+$/, '')}/`
  const path = base !== '' && reference.startsWith(base) ? reference.slice(base.length) : reference
  return path.startsWith('Medication/') ? referenceParts(path)?.id : undefined
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}
