import type { HttpContext } from '../http/context.ts'
import { type JwksSource, jwksSource } from '../security/jwks-source.ts'
import { emptyRecord } from '../store/audit.ts'
import type { SmartState, SmartWorld } from './context.ts'
import { discoverer } from './login/discovery.ts'
import { createLaunches } from './login/launches.ts'
import { giveBack } from './session/give-back.ts'
import { createRecalls } from './session/recalls.ts'
import { tokenKeeper } from './session/refresh.ts'
import type { Session, SessionEnd } from './session/session.ts'
import { createSessions } from './session/sessions.ts'

const MINUTE_MS = 60_000
/** As many as use the app at once in a large hospital; some KiB each. */
const MOST_SESSIONS = 10_000

/** The companion's state: launches under way, sessions, and what of EHRs is kept for a minute. */
export function createSmart(
  { engine, config, log, store }: Pick<HttpContext, 'engine' | 'config' | 'log' | 'store'>,
  { fetch, fetchJwks }: SmartWorld,
): SmartState {
  const { monotonic, now } = engine
  const deps = { fetch, now }

  const ended = (session: Session, why: SessionEnd): Promise<boolean> => {
    const { policy } = session.endpoint.registration
    log.info({ client: policy.id, why }, 'app session ended')
    // A log-out is a call, and recorded as one.
    if (why !== 'logout')
      store.audit.record({
        ...emptyRecord('app-end', now()),
        ...{ client: policy.id, tenant: policy.tenant, hook: why, status: 200 },
        ...{ user: session.user ?? '', patientKey: session.patientKey },
      })
    return giveBack(session.endpoint, session, deps)
  }
  const limits = {
    idleMs: config.companionIdleMinutes * MINUTE_MS,
    absoluteMs: config.companionSessionMinutes * MINUTE_MS,
    most: MOST_SESSIONS,
  }
  const sessions = createSessions(limits, monotonic, ended)
  const keys = new Map<string, JwksSource>()
  return {
    fetch,
    discover: discoverer(fetch, monotonic),
    launches: createLaunches(monotonic),
    sessions,
    recalls: createRecalls(store.sessionEnds, sessions, engine, log),
    tokens: tokenKeeper(sessions, deps, monotonic, log),
    keysOf({ reach }, url) {
      // Pinned to registered origins, so there are as many as an EHR has.
      const source =
        keys.get(url) ??
        jwksSource(
          { url, reach },
          {
            ...{ fetchJwks, monotonic },
            onFailure: (place, reason) =>
              log.warn({ jwks: place.url, reason }, 'keys were not to be had'),
          },
        )
      keys.set(url, source)
      return source
    },
  }
}
