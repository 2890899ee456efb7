import type { CallPatient } from '../prefetch/call-patient.ts'
import { isResource, type Resource } from '../prefetch/data.ts'
import { subjectVerdict } from '../prefetch/reference.ts'
import { WrongPatientError } from '../prefetch/wrong-patient.ts'
import { heldIn } from './order-entries.ts'

/**
 * Looks at every resource that a context brings along, whatever the hook and the field: rules see the
 * whole context, and an author's own hook must not be the one that nobody looks at (`REQ-14`, T20).
 *
 * @throws WrongPatientError where one is about another patient.
 */
export function checkSubjects(
  context: Readonly<Record<string, unknown>>,
  patient: CallPatient | undefined,
): void {
  // A hook of one's own may know no patient.
  if (patient === undefined) return
  for (const field in context)
    for (const resource of resourcesIn(context[field]))
      if (isOfAnother(resource, patient)) throw new WrongPatientError(nameOf(field))
}

/** One resource, a list of them, a Bundle, or one wrapped as some samples do (`AMB-10`). */
function resourcesIn(value: unknown): readonly Resource[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(resourcesIn)
  if (!isResource(value)) return 'resource' in value ? resourcesIn(value.resource) : []
  if (value.resourceType === 'Bundle') return resourcesIn(value.entry)
  return [value, ...heldIn(value)]
}

/** A Medication is about nobody, whatever it says. */
function isOfAnother(resource: Resource, patient: CallPatient): boolean {
  return resource.resourceType !== 'Medication' && subjectVerdict(resource, patient) === 'other'
}

/** What is no plain name was not thought up by a developer, and is not said back. */
function nameOf(field: string): string {
  return /^[A-Za-z]\w{0,63}$/.test(field) ? `context.${field}` : 'context'
}
