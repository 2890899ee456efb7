import type { OpenFhir } from '../fhir/client.ts'
import type { Unavailable } from '../prefetch/data.ts'
import type { DataAccess } from '../prefetch/data-access.ts'
import type { HookRequest } from '../protocol/request.ts'
import { reachOf } from '../security/outbound.ts'
import type { ClientPolicy } from './client-policy.ts'

/** Of the call, in milliseconds. */
export interface CallTime {
  /** Since it arrived. */
  readonly elapsedMs: () => number
  /** Until the FHIR server must have answered. */
  readonly remainingMs: () => number
}

/**
 * How the data of this request may be had. The token serves this request and its own FHIR server
 * only, and never where it was made for another patient; when its time is over, counted from the arrival of
 * the call, no request is begun with it (`FA-05`, `FA-06`, `FRA-03`, `FRA-04`, T3).
 */
export function accessOf(
  request: HookRequest,
  { context, patient }: Pick<DataAccess, 'context' | 'patient'>,
  client: ClientPolicy,
  open: OpenFhir,
  { elapsedMs, remainingMs }: CallTime,
): DataAccess & { readonly server?: string } {
  const supplied = request.prefetch ?? {}
  const base = { context, patient, supplied, remainingMs }
  const server = request.fhirServer
  const without = (noClient: Unavailable) => ({ ...base, noClient })
  if (server === undefined) return without('not-sent')
  const reach = reachOf(server, {
    bases: client.fhirServers,
    internal: client.internalFhirServers,
    loopback: client.loopbackFhir,
  })
  if (reach === undefined) return without('address-refused')
  const authorization = request.fhirAuthorization
  if (authorization == null || authorization.access_token === '') {
    if (!client.openFhir) return without('not-permitted')
    return { ...base, server, client: open({ server, reach }), noClient: 'not-sent' }
  }
  if (authorization.patient != null && authorization.patient !== context.patientId)
    return without('not-permitted')
  const lifeMs = authorization.expires_in * 1000
  if (elapsedMs() >= lifeMs) return without('not-permitted')
  const { access_token: token, scope } = authorization
  return {
    ...base,
    remainingMs: () => (elapsedMs() >= lifeMs ? 0 : remainingMs()),
    server,
    client: open({ server, reach, token }),
    noClient: 'not-sent',
    scope,
  }
}
