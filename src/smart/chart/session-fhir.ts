import type { Fetched, FhirClient, OpenFhir } from '../../fhir/client.ts'
import type { Token, Tokens } from '../session/refresh.ts'
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
      const first = await tokens.current(session)
      if (first.state !== 'live') return without(first.state)
      const fetched = await clientFor(first.token).read(query, options)
      if (fetched.ok || fetched.failure !== 'denied') return fetched
      const other = await tokens.another(session, first.token)
      if (other.state !== 'live') return without(other.state)
      return clientFor(other.token).read(query, options)
    },
  }
}

/** A token server that is down for a moment is no refusal of the record's system. */
function without(state: Exclude<Token['state'], 'live'>): Fetched {
  return { ok: false, failure: state === 'unavailable' ? 'unreachable' : 'denied' }
}
