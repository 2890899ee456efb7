import { USUAL } from '../fhir/breaker.ts'
import type { Fetched, OpenFhir } from '../fhir/client.ts'
import { goodAnswers } from '../fhir/good-answers.ts'
import { wellness } from '../fhir/guarded-fhir.ts'
import { plainBase } from '../security/fhir-bases.ts'

/** The process's circuit breakers, as a worker sees them. */
export interface SharedBreakers {
  /** Whether a base has failed of late; only then the process is asked, and told of success. */
  isTroubled(base: string): boolean
  /** Asks whether a base may be asked now; what is returned tells how it went, and must be called. */
  mayAsk(base: string): Promise<((well: boolean | undefined) => void) | undefined>
  /** @param well how many reads had gone well there before, of which nothing was told */
  failed(base: string, well: number): void
}

/**
 * FHIR reading under breakers that all workers share: the process keeps them, and as long as a server is
 * well it hears nothing. A failure is told, with the number of reads that went well before it, and makes
 * the base troubled everywhere; then each read asks.
 *
 * @param monotonic ms of a clock that never jumps
 */
export function withSharedBreakers(
  open: OpenFhir,
  breakers: SharedBreakers,
  monotonic: () => number,
): OpenFhir {
  const good = goodAnswers(USUAL.answers, USUAL.windowMs, USUAL.most)
  return (access) => {
    const client = open(access)
    const base = plainBase(access.server)
    if (base === undefined) return client
    return {
      ...client,
      async read(query, time) {
        if (!(time.remainingMs() > 0)) return client.read(query, time)
        if (!breakers.isTroubled(base)) {
          const fetched = await client.read(query, time)
          const well = wellness(fetched)
          if (well === true) good.note(base, monotonic())
          else if (well === false) breakers.failed(base, good.take(base, monotonic()).length)
          return fetched
        }
        const settle = await breakers.mayAsk(base)
        if (settle === undefined) return { ok: false, failure: 'unreachable' }
        let fetched: Fetched | undefined
        try {
          fetched = await client.read(query, time)
          return fetched
        } finally {
          settle(fetched === undefined ? undefined : wellness(fetched))
        }
      },
    }
  }
}
