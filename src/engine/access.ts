import type { OpenFhir } from '../fhir/client.ts'
import type { Unavailable } from '../prefetch/data.ts'
import type { DataAccess } from '../prefetch/data-access.ts'
import type { HookRequest } from '../protocol/request.ts'
import { reachOf } from '../security/outbound.ts'
import type { ClientPolicy } from './client-policy.ts'

/**
 * How the data of this request may be had. The token serves this request and its own FHIR server
 * only, and never where it was made for another patient (`FA-06`, `FRA-03`, `FRA-04`, T3).
 */
export function accessOf(
  request: HookRequest,
  { context, patient }: Pick<DataAccess, 'context' | 'patient'>,
  client: ClientPolicy,
  open: OpenFhir,
  remainingMs: () => number,
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
  const token = authorization?.access_token
  if (token === undefined || token === '') {
    if (!client.openFhir) return without('not-permitted')
    return { ...base, server, client: open({ server, reach }), noClient: 'not-sent' }
  }
  if (authorization?.patient != null && authorization.patient !== context.patientId)
    return without('not-permitted')
  if ((authorization?.expires_in ?? 1) <= 0) return without('not-permitted')
  const scope = authorization?.scope
  return {
    ...base,
    server,
    client: open({ server, reach, token }),
    noClient: 'not-sent',
    ...(scope === undefined ? {} : { scope }),
  }
}
