import type { Stored } from '../fhir/memory/search.ts'
import type { Grant } from './auth/grants.ts'
import { isOfNobody, patientOf } from './compartment.ts'
import { FhirError } from './fhir-outcome.ts'
import { type Right, reachOfScope } from './scopes.ts'

/** Whether a resource may be seen or written. */
export type Sees = (resource: Stored) => boolean

/**
 * What a token may do with a type. Scopes of the `patient` context reach the launch's patient, and for
 * reading types that are of nobody, such as a Practitioner. A record of which nobody can tell whom it is
 * about is for no one's token.
 *
 * @throws FhirError 403
 */
export function accessOf({ scope, launch }: Grant, type: string, right: Right): Sees {
  const reach = reachOfScope(scope, type, right)
  if (reach === 'all') return () => true
  if (reach === 'none' || launch === undefined)
    throw new FhirError(403, 'forbidden', `The token's scope does not grant ${type}.${right}`)
  const writes = /[cud]/.test(right)
  return (resource) => (isOfNobody(resource) ? !writes : patientOf(resource) === launch.patient)
}
