import type { Request, Response } from 'express'
import { OutboundError } from '../security/guarded-fetch.ts'
import { aboutOf } from './about.ts'
import type { SmartContext } from './context.ts'
import { clearLaunchCookie, launchCookie, sessionCookie, setSessionCookie } from './cookies.ts'
import { checkIdToken, type Identity, IdTokenError } from './id-token.ts'
import type { Launch } from './launches.ts'
import type { MessageName } from './messages.ts'
import { noteApp } from './note.ts'
import { DEFAULT_LIFE_SECONDS } from './refresh.ts'
import type { Session } from './session.ts'
import { isSame, newSecret } from './sessions.ts'
import { smartStyleOf } from './smart-style.ts'
import { stopped } from './stopped.ts'
import { requestToken, TokenError, type TokenResponse } from './token-request.ts'

/** The log-in goes no further; `detail` is a word for the log. */
class Stop extends Error {
  override readonly name = 'Stop'
  readonly reason: MessageName
  readonly detail: string | undefined

  constructor(reason: MessageName, detail?: string) {
    super(reason)
    this.reason = reason
    this.detail = detail
  }
}

/**
 * `GET /app/callback`: the authorization server's answer becomes a session, with an id that nobody had
 * before, and the browser goes on to the app with nothing in the address (threat T28).
 */
export function callbackRoute(context: SmartContext) {
  const { launches, sessions, metrics, log } = context
  return async (request: Request, response: Response): Promise<void> => {
    response.set('cache-control', 'no-store')
    const { state } = request.query
    const launch = typeof state === 'string' ? launches.take(state) : undefined
    if (launch === undefined || typeof state !== 'string') {
      stopped(context, response, 'state-unknown', 'login')
      return
    }
    const { registration, framed } = launch
    try {
      if (!isSame(launch.binding, launchCookie(request, state))) throw new Stop('state-unknown')
      clearLaunchCookie(response, state, framed)
      const session = await sessionOf(context, launch, codeOf(request, launch))
      if (!sessions.hasRoom()) throw new Stop('full')
      const earlier = sessions.find(sessionCookie(request))
      // Whoever opens another record in this browser has left the first.
      if (earlier !== undefined) sessions.end(earlier, 'replaced')
      setSessionCookie(response, sessions.begin(session), framed)
      noteApp(response, session, { call: 'login' })
      metrics.app('login', 'done')
      const { requestId } = response.locals
      log.info({ requestId, client: registration.policy.id }, 'app session begun')
      response.redirect(303, './')
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
function codeOf({ query }: Request, { endpoints }: Launch): string {
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

/** @throws Stop, TokenError, OutboundError, IdTokenError */
async function sessionOf(context: SmartContext, launch: Launch, code: string): Promise<Session> {
  const { engine, fetch, sessions } = context
  const { registration, endpoints, server, framed, verifier, redirectUri } = launch
  const endpoint = { registration, endpoints, reach: server.reach }
  const grant = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }
  const answer = await requestToken(endpoint, grant, { fetch, now: engine.now })
  const identity = await identityOf(context, launch, answer)
  const { patient, encounter } = answer
  if (patient == null) throw new Stop('no-patient')
  const smartStyle = await smartStyleOf(answer.smart_style_url, endpoint, fetch)
  const about = aboutOf(answer.appContext)
  const startedAt = engine.monotonic()
  const { policy } = registration
  return {
    csrf: newSecret(),
    ...{ endpoint, server: server.iss, patient, framed, startedAt, activeAt: startedAt },
    patientKey: engine.hash(policy.tenant, patient),
    ...(encounter == null ? {} : { encounter }),
    ...(identity.user === undefined ? {} : { user: identity.user }),
    needPatientBanner: answer.need_patient_banner ?? true,
    ...(smartStyle === undefined ? {} : { smartStyle }),
    ...(about === undefined ? {} : { about }),
    endsAt: new Date(engine.now().getTime() + sessions.limits.absoluteMs).toISOString(),
    // A server that grants all that was asked for need not say so (RFC 6749 §5.1).
    scope: answer.scope ?? launch.scope,
    accessToken: answer.access_token,
    expiresAt: startedAt + (answer.expires_in ?? DEFAULT_LIFE_SECONDS) * 1000,
    refreshToken: answer.refresh_token ?? undefined,
    refreshedAt: Number.NEGATIVE_INFINITY,
    refreshing: undefined,
    ended: undefined,
    writes: new Map(),
  }
}

/** @throws IdTokenError where somebody is named who cannot be verified, or nobody where one must be */
async function identityOf(
  { keysOf, engine }: SmartContext,
  { registration, server, endpoints, nonce, scope }: Launch,
  answer: TokenResponse,
): Promise<Identity> {
  const granted = (answer.scope ?? scope).split(' ')
  if (answer.id_token == null) {
    if (granted.includes('openid')) throw new IdTokenError('id-token-missing')
    return {}
  }
  const { issuer, jwks } = endpoints
  if (issuer === undefined || jwks === undefined) throw new IdTokenError('issuer-unknown')
  return await checkIdToken(answer.id_token, {
    ...{ issuer, nonce, clientId: registration.clientId, now: engine.now() },
    keys: keysOf(server, jwks),
  })
}
