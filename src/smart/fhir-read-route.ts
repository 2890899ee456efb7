import type { Request, Response } from 'express'
import { CdsError } from '../errors.ts'
import { isResource, type Resource } from '../prefetch/data.ts'
import { subjectVerdict } from '../prefetch/reference.ts'
import { mayRead } from '../prefetch/scope.ts'
import type { SmartContext } from './context.ts'
import { readFailure } from './fhir-failure.ts'
import { appQuery } from './fhir-query.ts'
import { sessionIn, stillLive } from './guard.ts'
import { noteApp } from './note.ts'
import { sessionFhir } from './session-fhir.ts'
import { timeFor } from './time.ts'

/** `GET /app/api/fhir/<path>`: the FHIR server's answer, about the session's patient alone. */
export function fhirReadRoute(context: SmartContext) {
  const { engine, tokens, types, metrics, log } = context
  return async (request: Request<{ path: string[] }>, response: Response): Promise<void> => {
    const session = sessionIn(response)
    const { patient, scope } = session
    const { search } = new URL(request.originalUrl, 'http://localhost')
    const path = request.params.path.join('/')
    const query = appQuery(path, new URLSearchParams(search), patient, types)
    const { type } = query
    const call = query.id === undefined ? 'search' : 'read'
    noteApp(response, session, { call })
    if (!mayRead(scope, type))
      throw new CdsError('CDS_SCOPE_MISSING', [{ remedy: `The granted scope has no ${type}.` }])
    const client = sessionFhir(session, engine.openFhir, tokens)
    const fetched = await client.read(query.text, timeFor(engine.monotonic))
    if (fetched.ok) noteApp(response, session, { call, fetched: [type] })
    stillLive(session)
    metrics.app('read', fetched.ok ? 'done' : 'failed')
    if (!fetched.ok) throw readFailure(fetched.failure)
    const { resource } = fetched
    if (query.id !== undefined) {
      if (resource.resourceType !== type || !isResource(resource) || !isOf(resource, patient, type))
        throw new CdsError('CDS_APP_FORBIDDEN', [{ remedy: 'This is about another patient.' }])
      send(response, resource)
      return
    }
    const { bundle, strangers } = ownOnly(resource, patient)
    // A server that hands out other patients' data is worth an operator's look (T18).
    if (strangers > 0) log.warn({ type, strangers }, 'left out what is about another patient')
    send(response, bundle)
  }
}

/** A read was not asked for by the patient's id, so the resource has to name the patient. */
function isOf(resource: Resource, patient: string, type: string): boolean {
  const verdict = subjectVerdict(resource, patient)
  return verdict === 'same' || (type === 'Patient' && resource.id === patient)
}

/** The entries about the patient; others, and outcomes, are left out. */
function ownOnly(bundle: Readonly<Record<string, unknown>>, patient: string) {
  const entries = Array.isArray(bundle.entry) ? bundle.entry : []
  const resources = entries.flatMap((entry: { resource?: unknown } | null) =>
    isResource(entry?.resource) && entry.resource.resourceType !== 'OperationOutcome'
      ? [entry.resource]
      : [],
  )
  const ours = resources.filter((each) =>
    ['same', 'unstated'].includes(subjectVerdict(each, patient)),
  )
  const entry = ours.map((resource) => ({ resource }))
  return {
    bundle: { resourceType: 'Bundle', type: 'searchset', entry },
    strangers: resources.length - ours.length,
  }
}

function send(response: Response, resource: object): void {
  response
    .set('content-type', 'application/fhir+json; charset=utf-8')
    .send(JSON.stringify(resource))
}
