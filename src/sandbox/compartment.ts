import { referenceParts } from '../clinical/readers/reference.ts'
import type { Resource } from '../fhir/memory/bundle.ts'
import { parameterOf } from '../fhir/memory/parameters.ts'

/** The element that names whom a resource is about, of types not searched by `patient`, where it is not `subject`. */
const ABOUT: Readonly<Record<string, string>> = {
  NutritionOrder: 'patient',
  Task: 'for',
  VisionPrescription: 'patient',
}

/** Types that belong to no patient. */
const OF_NOBODY: ReadonlySet<unknown> = new Set([
  ...['Practitioner', 'Organization', 'Location', 'Medication'],
])

export function isOfNobody({ resourceType }: Resource): boolean {
  return OF_NOBODY.has(resourceType)
}

export function elementAbout({ resourceType }: Resource): string {
  const type = String(resourceType)
  return parameterOf(type, 'patient')?.element ?? ABOUT[type] ?? 'subject'
}

/** The id of the patient whom a resource is about; `undefined` where it names none that is understood. */
export function patientOf(resource: Resource): string | undefined {
  if (resource.resourceType === 'Patient') return String(resource.id)
  const about = resource[elementAbout(resource)]
  if (!Array.isArray(about)) return idIn(about)
  return about.map((each) => idIn(each?.actor)).find((id) => id !== undefined)
}

function idIn(value: unknown): string | undefined {
  const { reference } = (value ?? {}) as { reference?: unknown }
  const parts = referenceParts(reference)
  return parts?.type === 'Patient' ? parts.id : undefined
}
