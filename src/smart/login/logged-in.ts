import { patientKeyOf } from '../../engine/patient-key.ts'
import { baseName } from '../../security/fhir-bases.ts'
import type { SmartContext } from '../context.ts'
import { giveBack } from '../session/give-back.ts'
import { DEFAULT_LIFE_SECONDS } from '../session/refresh.ts'
import type { Session } from '../session/session.ts'
import { newSecret } from '../session/sessions.ts'
import { requestToken, type TokenEndpoint, type TokenResponse } from '../session/token-request.ts'
import { aboutOf } from './about.ts'
import { checkIdToken, type Identity, IdTokenError } from './id-token.ts'
import type { Launch } from './launches.ts'
import type { MessageName } from './messages.ts'
import { smartStyleOf } from './smart-style.ts'

/** The log-in goes no further; `detail` is a word for the log. */
export class Stop extends Error {
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
 * Exchanges the code for a session. Where none comes of it the tokens go back: nobody else would know
 * of them. @throws Stop, TokenError, OutboundError, IdTokenError
 */
export async function loggedIn(
  context: SmartContext,
  launch: Launch,
  code: string,
): Promise<Session> {
  const { engine, fetch, sessions } = context
  const { registration, endpoints, server, verifier, redirectUri } = launch
  const endpoint = { registration, endpoints, reach: server.reach }
  const grant = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }
  const deps = { fetch, now: engine.now }
  const answer = await requestToken(endpoint, grant, deps)
  try {
    const session = await sessionOf(context, launch, endpoint, answer)
    // Others may have come meanwhile, or the process stops.
    if (!sessions.hasRoom()) throw new Stop('full')
    return session
  } catch (error) {
    const { access_token: accessToken, refresh_token: refreshToken } = answer
    await giveBack(endpoint, { accessToken, refreshToken: refreshToken ?? undefined }, deps)
    throw error
  }
}

/** @throws Stop, OutboundError, IdTokenError */
async function sessionOf(
  context: SmartContext,
  launch: Launch,
  endpoint: TokenEndpoint,
  answer: TokenResponse,
): Promise<Session> {
  const { engine, fetch, sessions, recalls } = context
  const { registration, server, framed } = launch
  const identity = await identityOf(context, launch, answer)
  const { patient, encounter } = answer
  if (patient == null) throw new Stop('no-patient')
  const smartStyle = await smartStyleOf(answer.smart_style_url, endpoint, fetch)
  const about = aboutOf(answer.appContext)
  const recall = await recalls.of(registration.policy.id, identity.user)
  const startedAt = engine.monotonic()
  const { policy } = registration
  return {
    csrf: newSecret(),
    ...{ endpoint, server: server.iss, patient, framed, startedAt, activeAt: startedAt },
    patientKey: patientKeyOf(engine.hash, policy.tenant, [baseName(server.iss)], patient),
    ...(encounter == null ? {} : { encounter }),
    ...{ ...identity, recall },
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
): Promise<Partial<Identity>> {
  const granted = (answer.scope ?? scope).split(' ')
  if (answer.id_token == null) {
    if (granted.includes('openid')) throw new IdTokenError('id-token-missing')
    return {}
  }
  const { issuer, jwks } = endpoints
  if (issuer === undefined || jwks === undefined) throw new IdTokenError('issuer-unknown')
  return await checkIdToken(answer.id_token, {
    ...{ issuer, nonce, clientId: registration.clientId, now: engine.now() },
    server: server.iss,
    keys: keysOf(server, jwks),
  })
}
