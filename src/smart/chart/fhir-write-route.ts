import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'
import { CdsError } from '../../errors.ts'
import { parseGuarded } from '../../protocol/json-guard.ts'
import { type GuardedAnswer, OutboundError } from '../../security/guarded-fetch.ts'
import type { SmartContext } from '../context.ts'
import { noteApp } from '../note.ts'
import { WRITABLE, writesOf } from '../registration/scopes.ts'
import { sessionIn, stillLive } from '../session/guard.ts'
import type { Session } from '../session/session.ts'
import { type Created, createdOf, nothingSent, writeFailure } from './created.ts'
import { onlyWritable } from './only-writable.ts'

type Json = Readonly<Record<string, unknown>>

/** More than anybody confirms in one sitting. */
const MOST_WRITES = 200
const NO_LEAVE = 'The log-in’s server gives no leave now; try again in a moment.'
const BOUNDS = { maxBytes: 1024 * 1024, deadlineMs: 8000 } as const

/**
 * `POST /app/api/fhir/<Type>`: creates what a person has confirmed, about the session's patient, within
 * the granted scope. The same resource twice in one session is one write: a double click, or a page that
 * asks again because it heard nothing.
 */
export function fhirWriteRoute(context: SmartContext) {
  const { sessions, metrics } = context
  return async (request: Request<{ type: string }>, response: Response): Promise<void> => {
    const session = sessionIn(response)
    const { type } = request.params
    sessions.wake(session)
    const resource = checked(type, request.body as string, session)
    const key = createHash('sha256').update(JSON.stringify(resource)).digest('base64url')
    const known = session.writes.get(key) as Promise<Created> | undefined // of `create`
    if (known === undefined && session.writes.size >= MOST_WRITES)
      throw new CdsError('CDS_APP_FORBIDDEN', [{ remedy: 'Open the app again to write more.' }])
    const write = known ?? create(context, session, type, resource)
    session.writes.set(key, write)
    noteApp(response, session, { call: known === undefined ? `create ${type}` : 'create again' })
    try {
      const created = await write
      metrics.app('write', 'done')
      response
        .status(201)
        .set('content-type', 'application/fhir+json; charset=utf-8')
        .send(JSON.stringify(created))
    } catch (error) {
      // So that it can be tried again, once somebody has looked whether it arrived.
      session.writes.delete(key)
      metrics.app('write', error instanceof CdsError && error.status < 500 ? 'refused' : 'failed')
      throw error
    }
  }
}

/** @throws CdsError where it is not for the app to write this */
function checked(type: string, text: string, { patient, scope }: Session): Json {
  const forbidden = (remedy: string) => new CdsError('CDS_APP_FORBIDDEN', [{ remedy }])
  const kind = WRITABLE.find((each) => each === type)
  if (kind === undefined) throw forbidden(`The app creates ${WRITABLE.join(', ')} only.`)
  if (!writesOf(scope).includes(kind))
    throw new CdsError('CDS_SCOPE_MISSING', [
      { remedy: `The granted scope cannot create ${type}.` },
    ])
  const resource = parseGuarded(text) as Json // an object, see there
  if (resource.resourceType !== type)
    throw new CdsError('CDS_REQUEST_INVALID', [
      { field: 'resourceType', remedy: `must be ${type}, as the address says` },
    ])
  if (resource.id !== undefined) throw forbidden('A new resource has no id yet.')
  const reference = (resource.subject as { readonly reference?: unknown } | null | undefined)
    ?.reference
  if (reference !== `Patient/${patient}`)
    throw forbidden('The subject must be the patient of the session.')
  onlyWritable(kind, resource)
  return resource
}

/** @throws CdsError */
async function create(
  { fetch, tokens, log }: SmartContext,
  session: Session,
  type: string,
  resource: Json,
): Promise<Created> {
  const { server, endpoint } = session
  const send = (token: string): Promise<GuardedAnswer> =>
    fetch({
      url: `${server}/${type}`,
      reach: endpoint.reach,
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/fhir+json',
        'content-type': 'application/fhir+json',
        prefer: 'return=representation',
      },
      body: JSON.stringify(resource),
      ...BOUNDS,
    })
  const token = await tokens.current(session)
  stillLive(session)
  if (token.state !== 'live') throw nothingSent(NO_LEAVE)
  try {
    let answer = await send(token.token)
    if (answer.status === 401) {
      // It was not taken, so it can be sent once more.
      const other = await tokens.another(session, token.token)
      stillLive(session)
      if (other.state === 'unavailable') throw nothingSent(NO_LEAVE)
      if (other.state === 'live') answer = await send(other.token)
    }
    return createdOf(answer, type)
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    const failure = writeFailure(error)
    const why = { reason: error.message }
    if (failure.code === 'CDS_NOTHING_SENT') log.warn(why, 'a write was not sent')
    else log.warn(why, 'whether a write arrived is not known')
    throw failure
  }
}
