import { plainBase } from '../security/fhir-bases.ts'
import type { Breakers } from './breaker.ts'
import type { Fetched, OpenFhir } from './client.ts'

/**
 * FHIR reading that leaves a server alone which keeps failing: while its breaker is open a read ends
 * at once in 'unreachable', and costs neither the server nor the hook call anything.
 *
 * @param monotonic ms of a clock that never jumps
 */
export function withBreakers(
  open: OpenFhir,
  breakers: Breakers,
  monotonic: () => number,
): OpenFhir {
  return (access) => {
    const client = open(access)
    const base = plainBase(access.server)
    // Nothing is sent to what is no base.
    if (base === undefined) return client
    return {
      ...client,
      async read(query, time) {
        // With no time left nothing is sent, which is not the server's doing.
        if (!(time.remainingMs() > 0)) return client.read(query, time)
        const settle = breakers.ask(base, monotonic())
        if (settle === undefined) return { ok: false, failure: 'unreachable' }
        let fetched: Fetched | undefined
        try {
          fetched = await client.read(query, time)
          return fetched
        } finally {
          settle(fetched === undefined ? undefined : wellness(fetched), monotonic())
        }
      },
    }
  }
}

/** A server that refuses, or knows nothing, or talks rubbish is there. */
export function wellness(fetched: Fetched): boolean | undefined {
  if (fetched.ok) return true
  switch (fetched.failure) {
    case 'refused':
      return undefined
    case 'unreachable':
    case 'certificate':
    case 'tls':
    case 'timeout':
    case 'broken':
      return false
    default:
      return true
  }
}
