import { referenceParts } from '../../clinical/readers/reference.ts'
import { callPatient } from '../../prefetch/call-patient.ts'
import type { DataAccess } from '../../prefetch/data-access.ts'
import { baseName, placeOf } from '../../security/fhir-bases.ts'
import type { SmartContext } from '../context.ts'
import type { Session } from '../session/session.ts'
import { timeFor } from '../time.ts'
import { sessionFhir } from './session-fhir.ts'

/** An id says who it is on its own server alone. */
function isUnder(fhirUser: string | undefined, server: string): boolean {
  return fhirUser !== undefined && placeOf(fhirUser).startsWith(`${placeOf(server)}/`)
}

/** How the engine reads the chart of a session: nothing supplied, all by its token and scope. */
export function sessionAccess(
  { engine, tokens }: SmartContext,
  session: Session,
): DataAccess & { readonly server: string } {
  const { patient, encounter, fhirUser, server, scope } = session
  const parts = isUnder(fhirUser, server) ? referenceParts(fhirUser) : undefined
  return {
    context: {
      patientId: patient,
      ...(parts === undefined ? {} : { userId: `${parts.type}/${parts.id}` }),
      ...(encounter === undefined ? {} : { encounterId: encounter }),
    },
    patient: callPatient(patient, [baseName(server)], engine.fhirPlaces),
    supplied: {},
    client: sessionFhir(session, engine.openFhir, tokens),
    noClient: 'not-sent',
    ...{ server, scope },
    ...timeFor(engine.monotonic),
  }
}
