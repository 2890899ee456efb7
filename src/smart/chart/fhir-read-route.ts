import type { Request, Response } from 'express'
import { CdsError } from '../../errors.ts'
import { tellFhirFailures } from '../../http/fhir-failures.ts'
import { type CallPatient, callPatient } from '../../prefetch/call-patient.ts'
import { isResource, type Resource } from '../../prefetch/data.ts'
import { subjectVerdict } from '../../prefetch/reference.ts'
import { mayRead } from '../../prefetch/scope.ts'
import { baseName } from '../../security/fhir-bases.ts'
import type { SmartContext } from '../context.ts'
import { noteApp } from '../note.ts'
import { typesRead } from '../registration/scopes.ts'
import { shownServices } from '../registration/shown.ts'
import { sessionIn, stillLive } from '../session/guard.ts'
import { timeFor } from '../time.ts'
import { readFailure } from './fhir-failure.ts'
import { sessionFhir } from './session-fhir.ts'

const ID = /^[A-Za-z0-9.-]{1,64}$/

/**
 * `GET /app/api/fhir/<Type>/<id>`: one resource as the FHIR server has it, of a type that rules and
 * scores read, about the session's patient alone.
 */
export function fhirReadRoute(context: SmartContext) {
  const { engine, tokens, metrics, config } = context
  const readBy = new Map(
    config.companions.map(({ policy }) => [policy, typesRead(shownServices(context, policy))]),
  )
  return async (
    request: Request<{ type: string; id: string }>,
    response: Response,
  ): Promise<void> => {
    const session = sessionIn(response)
    const { patient, server, scope, endpoint } = session
    const types = readBy.get(endpoint.registration.policy)
    if (types === undefined) throw new Error('a session of a client that is not registered')
    const { type, id } = request.params
    noteApp(response, session, { call: 'read' })
    if (!types.includes(type) || !ID.test(id)) throw forbidden('The app does not read this.')
    if (type === 'Patient' && id !== patient) throw forbidden(ANOTHER)
    if (!mayRead(scope, type))
      throw new CdsError('CDS_SCOPE_MISSING', [{ remedy: `The granted scope has no ${type}.` }])
    const client = sessionFhir(session, engine.openFhir, tokens)
    const fetched = await client.read(`${type}/${id}`, timeFor(engine.monotonic))
    if (fetched.ok) noteApp(response, session, { call: 'read', fetched: [type] })
    stillLive(session)
    metrics.app('read', fetched.ok ? 'done' : 'failed')
    if (!fetched.ok) {
      const { id: caller } = endpoint.registration.policy
      tellFhirFailures(context, 'read', caller, { [fetched.failure]: 1 })
      throw readFailure(fetched.failure)
    }
    const { resource } = fetched
    const whose = callPatient(patient, [baseName(server)], engine.fhirPlaces)
    const isOurs = isResource(resource) && resource.resourceType === type && isOf(resource, whose)
    if (!isOurs || resource.id !== id) {
      noteApp(response, session, { call: 'read', fetched: [type], strangers: 1 })
      metrics.strangers('read', 1)
      throw isOurs ? readFailure('rubbish') : forbidden(ANOTHER)
    }
    response
      .set('content-type', 'application/fhir+json; charset=utf-8')
      .send(JSON.stringify(resource))
  }
}

const ANOTHER = 'The session is about another patient.'

function forbidden(remedy: string): CdsError {
  return new CdsError('CDS_APP_FORBIDDEN', [{ remedy }])
}

/** It was not asked for by the patient's id, so it has to name the patient. */
function isOf(resource: Resource, patient: CallPatient): boolean {
  return (
    subjectVerdict(resource, patient) === 'same' ||
    (resource.resourceType === 'Patient' && resource.id === patient.id)
  )
}
