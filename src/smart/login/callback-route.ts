import type { Request, Response } from 'express'
import { OutboundError } from '../../security/guarded-fetch.ts'
import type { SmartContext } from '../context.ts'
import { noteApp } from '../note.ts'
import {
  clearLaunchCookie,
  launchCookie,
  sessionCookie,
  setSessionCookie,
} from '../session/cookies.ts'
import { TokenError } from '../session/token-request.ts'
import { IdTokenError } from './id-token.ts'
import type { Launch } from './launches.ts'
import { loggedIn, Stop } from './logged-in.ts'
import { stopped } from './stopped.ts'

/**
 * `GET /app/callback/<client>`: the authorization server's answer becomes a session, with an id that nobody
 * had before, and the browser goes on to the app with nothing in the address (threat T28).
 */
export function callbackRoute(context: SmartContext) {
  const { launches, sessions, metrics, log } = context
  return async (request: Request<{ client: string }>, response: Response): Promise<void> => {
    response.set('cache-control', 'no-store')
    const state = typeof request.query.state === 'string' ? request.query.state : ''
    const launch = launches.find(state, launchCookie(request, state))
    if (launch === undefined) {
      stopped(context, response, 'state-unknown', 'login')
      return
    }
    const { registration, framed } = launch
    // An answer of another client's server is none to this launch (mix-up).
    if (request.params.client !== registration.policy.id) {
      stopped(context, response, 'state-unknown', 'login')
      return
    }
    try {
      clearLaunchCookie(response, state, framed)
      const code = codeOf(request, launch)
      // Tokens that nobody can use are not asked for.
      if (!sessions.hasRoom() || !launches.spend(state)) throw new Stop('full')
      const session = await loggedIn(context, launch, code)
      const earlier = sessions.find(sessionCookie(request))
      // Whoever opens another record in this browser has left the first.
      if (earlier !== undefined) sessions.end(earlier, 'replaced')
      setSessionCookie(response, sessions.begin(session), framed)
      noteApp(response, session, { call: 'login' })
      metrics.app('login', 'done')
      const { requestId } = response.locals
      log.info({ requestId, client: registration.policy.id }, 'app session begun')
      response.redirect(303, '../')
    } catch (error) {
      const stop = stopOf(error)
      const more = { registration, ...(stop.detail === undefined ? {} : { detail: stop.detail }) }
      stopped(context, response, stop.reason, 'login', more)
    }
  }
}

function stopOf(error: unknown): Stop {
  if (error instanceof Stop) return error
  if (error instanceof TokenError || error instanceof OutboundError)
    return new Stop('token-failed', error.message)
  if (error instanceof IdTokenError) return new Stop('identity-wrong', error.message)
  throw error
}

/** @throws Stop */
function codeOf({ query }: Pick<Request, 'query'>, { endpoints }: Launch): string {
  const { iss, code, error } = query
  // RFC 9207: where the server tells who it is, it must be the one that was asked (mix-up).
  if (iss === undefined ? endpoints.tellsIssuer : iss !== endpoints.issuer)
    throw new Stop('issuer-wrong')
  if (error === 'access_denied') throw new Stop('access-denied')
  if (error !== undefined) {
    const known = typeof error === 'string' && KNOWN_ERRORS.has(error) ? error : 'other'
    throw new Stop('authorization-failed', known)
  }
  if (typeof code !== 'string' || code === '') throw new Stop('authorization-failed', 'no-code')
  return code
}

/** RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6: what else a server says does not reach the log. */
const KNOWN_ERRORS = new Set([
  ...['invalid_request', 'unauthorized_client', 'unsupported_response_type', 'invalid_scope'],
  ...['server_error', 'temporarily_unavailable', 'login_required', 'interaction_required'],
  ...['consent_required', 'account_selection_required', 'invalid_request_uri'],
])
