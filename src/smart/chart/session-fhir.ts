import type { FhirClient, OpenFhir } from '../../fhir/client.ts'
import type { Tokens } from '../session/refresh.ts'
import type { Session } from '../session/session.ts'

/**
 * Reads from a session's FHIR server with its token, and with another one where the server took the
 * first no longer. One client serves one request of the page: its reads share a budget.
 */
export function sessionFhir(session: Session, open: OpenFhir, tokens: Tokens): FhirClient {
  const { server, endpoint } = session
  let token: string | undefined
  let client: FhirClient | undefined
  const clientFor = (fresh: string): FhirClient => {
    if (client === undefined || fresh !== token)
      client = open({ server, reach: endpoint.reach, token: fresh })
    token = fresh
    return client
  }
  return {
    async read(query, options) {
      const fresh = await tokens.current(session)
      if (fresh === undefined)
        return { ok: false, failure: session.ended === undefined ? 'unreachable' : 'denied' }
      const fetched = await clientFor(fresh).read(query, options)
      if (fetched.ok || fetched.failure !== 'denied') return fetched
      const other = await tokens.another(session)
      // Somebody else's read may have brought it meanwhile.
      const next = other ?? (session.accessToken === fresh ? undefined : session.accessToken)
      if (next === undefined || session.ended !== undefined) return fetched
      return clientFor(next).read(query, options)
    },
  }
}
