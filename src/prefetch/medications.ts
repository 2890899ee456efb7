import { referenceParts } from '../clinical/readers/reference.ts'
import type { Resource } from './data.ts'
import type { Fetch } from './resolve.ts'

const MOST = 50

/** Whether any of the medicines only refers to its Medication. */
export function needMedications(resources: readonly Resource[]): boolean {
  return resources.some((resource) => resource.medicationReference !== undefined)
}

/**
 * Gives medicines that only *refer* to a Medication its code, so that rules see one shape. The
 * Medication comes from the same Bundle or, where there is access, from the FHIR server; one that
 * cannot be had leaves the medicine as it is, and it counts as unknown.
 */
export async function withMedications(
  resources: readonly Resource[],
  included: readonly Resource[],
  server: string | undefined,
  fetch: Fetch,
): Promise<readonly Resource[]> {
  const wanted = new Set(resources.flatMap((resource) => medicationId(resource, server) ?? []))
  if (wanted.size === 0) return resources
  const found = new Map<string, unknown>()
  for (const medication of included)
    if (medication.resourceType === 'Medication' && typeof medication.id === 'string')
      found.set(medication.id, medication.code)
  const missing = [...wanted].filter((id) => !found.has(id)).slice(0, MOST)
  await Promise.all(
    missing.map(async (id) => {
      const answer = await fetch(`Medication/${id}`)
      if (answer.ok && answer.resource.resourceType === 'Medication' && answer.resource.id === id)
        found.set(id, answer.resource.code)
    }),
  )
  return resources.map((resource) => {
    const code = found.get(medicationId(resource, server) ?? '')
    return code === undefined ? resource : { ...resource, medicationCodeableConcept: code }
  })
}

/** The id that a relative reference, or an absolute one on the client's own server, points to. */
function medicationId(resource: Resource, server: string | undefined): string | undefined {
  if (resource.medicationCodeableConcept !== undefined) return undefined
  const reference = (resource.medicationReference as { reference?: unknown } | null | undefined)
    ?.reference
  if (typeof reference !== 'string') return undefined
  const base = server === undefined ? undefined : `${server.replace(/\/+$/, '')}/`
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(reference)
  if (absolute && (base === undefined || !reference.startsWith(base))) return undefined
  const parts = referenceParts(reference)
  return parts?.type === 'Medication' ? parts.id : undefined
}
