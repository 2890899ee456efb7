import { referenceParts } from '../clinical/readers/reference.ts'
import type { Resource } from './data.ts'
import type { Fetch } from './resolve.ts'

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
  const found = new Map<string, Resource>()
  const missing = new Map<string, string>()
  for (const reference of references) {
    const id = medicationId(reference, server)
    const here = includedMedication(included, reference, id !== undefined)
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

/** Of several with one full URL none is taken: nobody can tell which is meant. */
function includedMedication(
  included: readonly Included[],
  reference: string,
  isLocal: boolean,
): Resource | undefined {
  const all = included.filter(({ resource }) => resource.resourceType === 'Medication')
  const addressed = all.filter(({ fullUrl }) => fullUrl === reference)
  if (addressed.length > 0) return addressed.length === 1 ? addressed[0]?.resource : undefined
  const parts = referenceParts(reference)
  if (parts?.type !== 'Medication') return undefined
  // Of another server only what does not say where it is from.
  return all.find(
    ({ resource, fullUrl }) => resource.id === parts.id && (isLocal || typeof fullUrl !== 'string'),
  )?.resource
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
