import type { HttpContext } from '../../http/context.ts'
import { faultName } from '../../http/errors.ts'
import { OutboundError } from '../../security/guarded-fetch.ts'
import { giveBack } from './give-back.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { requestToken, type TokenDeps, TokenError } from './token-request.ts'

/** A token this close to its end is exchanged before it is used. */
const AHEAD_MS = 60_000
/** After an exchange, a refusal of the server is not about the token's age. */
const FRESH_MS = 10_000
/** Where the server does not say how long a token lives. */
export const DEFAULT_LIFE_SECONDS = 3600

/**
 * A token that can be used now, or why there is none. `unavailable`: the token server gives none at the
 * moment; `none`: there is nothing to be had, so a refusal of the FHIR server stands; `ended`: the
 * session is over.
 */
export type Token =
  | { readonly state: 'live'; readonly token: string }
  | { readonly state: 'unavailable' | 'none' | 'ended' }

export interface Tokens {
  /** The session's token, exchanged before it expires. */
  current(session: Session): Promise<Token>
  /** Another one after the FHIR server refused this one, whoever had it exchanged. */
  another(session: Session, refused: string): Promise<Token>
}

/** Keeps access tokens fresh: before they expire, after a 401, one exchange at a time. */
export function tokenKeeper(
  sessions: Sessions,
  deps: TokenDeps,
  monotonic: () => number,
  log: HttpContext['log'],
): Tokens {
  const exchange = async (session: Session, refreshToken: string): Promise<void> => {
    const grant = { grant_type: 'refresh_token', refresh_token: refreshToken }
    try {
      const answer = await requestToken(session.endpoint, grant, deps)
      const accessToken = answer.access_token
      const newer = answer.refresh_token ?? undefined
      // A token for somebody else must not come to be used for this patient (T20).
      if (answer.patient != null && answer.patient !== session.patient)
        sessions.end(session, 'refresh-refused')
      if (session.ended !== undefined) {
        // Nobody would know of them any more, nor give them back.
        await giveBack(session.endpoint, { accessToken, refreshToken: newer }, deps)
        return
      }
      session.accessToken = accessToken
      session.refreshToken = newer ?? refreshToken
      session.scope = answer.scope ?? session.scope
      session.expiresAt = monotonic() + (answer.expires_in ?? DEFAULT_LIFE_SECONDS) * 1000
      session.refreshedAt = monotonic()
    } catch (error) {
      const client = session.endpoint.registration.policy.id
      if (!(error instanceof TokenError) && !(error instanceof OutboundError)) {
        // Nobody who reads can do anything about a fault of ours: to them there is no token now.
        log.error({ client, fault: faultName(error) }, 'token not exchanged')
        return
      }
      log.warn({ client, reason: error.message }, 'token not exchanged')
      // A server that is not to be had may be back; the old token serves as long as it lives.
      if (error instanceof TokenError && error.refused) sessions.end(session, 'refresh-refused')
    }
  }
  const refresh = (session: Session, refreshToken: string): Promise<void> => {
    session.refreshing ??= exchange(session, refreshToken).finally(() => {
      session.refreshing = undefined
    })
    return session.refreshing
  }

  const liveOf = ({ accessToken }: Session): Token => ({ state: 'live', token: accessToken })

  return {
    async current(session) {
      const left = session.expiresAt - monotonic()
      if (left <= AHEAD_MS && session.refreshToken !== undefined)
        await refresh(session, session.refreshToken)
      if (session.ended !== undefined) return { state: 'ended' }
      if (session.expiresAt > monotonic()) return liveOf(session)
      if (session.refreshToken !== undefined) return { state: 'unavailable' }
      sessions.end(session, 'token-expired')
      return { state: 'ended' }
    },
    async another(session, refused) {
      if (session.ended !== undefined) return { state: 'ended' }
      if (session.accessToken !== refused) return liveOf(session)
      const { refreshToken } = session
      if (refreshToken === undefined || monotonic() - session.refreshedAt < FRESH_MS)
        return { state: 'none' }
      await refresh(session, refreshToken)
      if (session.ended !== undefined) return { state: 'ended' }
      return session.accessToken === refused ? { state: 'unavailable' } : liveOf(session)
    },
  }
}
