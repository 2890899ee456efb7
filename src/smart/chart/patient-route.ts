import type { Request, Response } from 'express'
import { CdsError } from '../../errors.ts'
import { tellFhirFailures } from '../../http/fhir-failures.ts'
import { isResource } from '../../prefetch/data.ts'
import { mayRead } from '../../prefetch/scope.ts'
import type { SmartContext } from '../context.ts'
import { noteApp } from '../note.ts'
import { sessionIn, stillLive } from '../session/guard.ts'
import { timeFor } from '../time.ts'
import { readFailure } from './fhir-failure.ts'
import { personOf } from './person.ts'
import { sessionFhir } from './session-fhir.ts'

/**
 * `GET /app/api/patient`: who the session is about, as the page says it. No id stands in the address, which
 * proxies write down (ASVS 14.2.1).
 */
export function patientRoute({ engine, tokens, metrics, log }: SmartContext) {
  return async (_request: Request, response: Response): Promise<void> => {
    const session = sessionIn(response)
    const { patient, scope } = session
    noteApp(response, session, { call: 'patient' })
    if (!mayRead(scope, 'Patient'))
      throw new CdsError('CDS_SCOPE_MISSING', [{ remedy: 'The granted scope has no Patient.' }])
    const client = sessionFhir(session, engine.openFhir, tokens)
    const fetched = await client.read(`Patient/${patient}`, timeFor(engine.monotonic))
    const note = { call: 'patient', fetched: ['Patient'] }
    if (fetched.ok) noteApp(response, session, note)
    stillLive(session)
    metrics.app('patient', fetched.ok ? 'done' : 'failed')
    if (!fetched.ok) {
      const { id } = session.endpoint.registration.policy
      tellFhirFailures({ metrics, log }, 'patient', id, { [fetched.failure]: 1 })
      throw readFailure(fetched.failure)
    }
    const { resource } = fetched
    if (!isResource(resource) || resource.resourceType !== 'Patient' || resource.id !== patient) {
      // Whoever that is, it is not whom the chart is about (threat T18).
      noteApp(response, session, { ...note, strangers: 1 })
      metrics.strangers('patient', 1)
      throw readFailure('rubbish')
    }
    response.json(personOf(resource, engine.now()))
  }
}
