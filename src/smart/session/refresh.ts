import type { HttpContext } from '../../http/context.ts'
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

export interface Tokens {
  /** A token that can be used now; `undefined` where the session has ended over it. */
  current(session: Session): Promise<string | undefined>
  /** Another token after the server refused this one; `undefined` where there is none. */
  another(session: Session): Promise<string | undefined>
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
      if (!(error instanceof TokenError) && !(error instanceof OutboundError)) throw error
      const client = session.endpoint.registration.policy.id
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

  return {
    async current(session) {
      const left = session.expiresAt - monotonic()
      if (left <= AHEAD_MS && session.refreshToken !== undefined)
        await refresh(session, session.refreshToken)
      if (session.ended !== undefined) return undefined
      if (session.expiresAt > monotonic()) return session.accessToken
      if (session.refreshToken === undefined) sessions.end(session, 'token-expired')
      return undefined
    },
    async another(session) {
      const { refreshToken, accessToken } = session
      if (refreshToken === undefined || monotonic() - session.refreshedAt < FRESH_MS)
        return undefined
      await refresh(session, refreshToken)
      if (session.ended !== undefined || session.accessToken === accessToken) return undefined
      return session.accessToken
    },
  }
}
