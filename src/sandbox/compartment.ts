import type { Resource } from '../fhir/memory/bundle.ts'

/** Elements that name whom a resource is about, of the types that the sandbox holds. */
const ABOUT = ['subject', 'patient', 'beneficiary', 'for'] as const

/** The id of the patient whom a resource is about; `undefined` where it is about none. */
export function patientOf(resource: Resource): string | undefined {
  if (resource.resourceType === 'Patient') return String(resource.id)
  for (const element of ABOUT) {
    const { reference } = (resource[element] ?? {}) as { reference?: unknown }
    const id = typeof reference === 'string' ? /(?:^|\/)Patient\/([^/]+)$/.exec(reference) : null
    if (id?.[1] !== undefined) return id[1]
  }
  const { participant } = resource as { participant?: readonly { actor?: Resource }[] }
  if (resource.resourceType !== 'Appointment' || !Array.isArray(participant)) return undefined
  return participant
    .map(({ actor }) => patientOf({ subject: actor }))
    .find((found) => found !== undefined)
}
