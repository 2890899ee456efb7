import { randomUUID } from 'node:crypto'
import { grantable, isChoice } from '../scopes.ts'
import type { SandboxClient } from './client.ts'
import type { Grants, Launch, Pending } from './grants.ts'

/** What becomes of a request for authorization (SMART App Launch 2.2, RFC 6749, RFC 7636, RFC 9207). */
export type Authorization =
  /** Nobody may be sent back: the client or its address is not the registered one. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'redirect'; readonly to: string }
  /** A person decides: `pending` is the name under which the request waits. */
  | { readonly kind: 'ask'; readonly pending: string; readonly request: Pending }

export interface AuthorizeSetting {
  readonly clients: ReadonlyMap<string, SandboxClient>
  readonly grants: Grants
  readonly issuer: string
  /** Addresses of the FHIR server that `aud` may be. */
  readonly audiences: readonly string[]
}

const CHALLENGE = /^[A-Za-z0-9_-]{43}$/

export function authorize(query: URLSearchParams, setting: AuthorizeSetting): Authorization {
  const { clients, grants, audiences } = setting
  const client = clients.get(query.get('client_id') ?? '')
  if (client === undefined)
    return { kind: 'refused', why: 'client_id is not that of a registered client.' }
  const redirectUri = query.get('redirect_uri')
  if (redirectUri !== client.redirectUri)
    return { kind: 'refused', why: `redirect_uri is not ${client.redirectUri}, as registered.` }
  const state = query.get('state') ?? ''
  const back = (error: string, why: string): Authorization => ({
    kind: 'redirect',
    to: redirected(redirectUri, setting.issuer, state, { error, error_description: why }),
  })
  if (query.get('response_type') !== 'code')
    return back('unsupported_response_type', 'response_type must be code')
  if (state === '') return back('invalid_request', 'state is required')
  const challenge = query.get('code_challenge') ?? ''
  if (query.get('code_challenge_method') !== 'S256' || !CHALLENGE.test(challenge))
    return back('invalid_request', 'a code_challenge with the method S256 is required')
  if (!audiences.includes((query.get('aud') ?? '').replace(/\/$/, '')))
    return back('invalid_request', 'aud must be the address of this FHIR server')
  const scopes = grantable(query.get('scope') ?? '')
  if (!scopes.some(isChoice)) return back('invalid_scope', 'no scope that this server can grant')

  const launchId = query.get('launch')
  const launch = launchId === null ? undefined : grants.launches.take(launchId)
  if (scopes.includes('launch') !== (launchId !== null) || (launchId !== null && !launch))
    return back('invalid_request', 'launch is unknown, used, expired, or without its scope')
  const request: Pending = {
    ...{ client: client.id, scopes, redirectUri, challenge, state },
    nonce: query.get('nonce') ?? undefined,
    launch,
  }
  if (launch !== undefined && !launch.consent) {
    return { kind: 'redirect', to: granted(request, scopes, launch, setting) }
  }
  return { kind: 'ask', pending: grants.pending.add(request), request }
}

/** Whether a patient has to be chosen: records of one are asked for, and no launch says of whom. */
export function needsPatient({ launch, scopes }: Pending): boolean {
  return (
    launch === undefined &&
    scopes.some((scope) => scope === 'launch/patient' || scope.startsWith('patient/'))
  )
}

/** The address with a code for what was granted. */
export function granted(
  request: Pending,
  scopes: readonly string[],
  launch: Launch | undefined,
  { grants, issuer }: Pick<AuthorizeSetting, 'grants' | 'issuer'>,
): string {
  const { client, redirectUri, challenge, state, nonce } = request
  const grant = { client, scope: scopes.join(' '), launch, nonce, family: randomUUID() }
  const code = grants.codes.add({ value: { grant, redirectUri, challenge }, spent: false })
  return redirected(redirectUri, issuer, state, { code })
}

/** The address that says no. */
export function denied({ redirectUri, state }: Pending, issuer: string): string {
  const error_description = 'the person declined'
  return redirected(redirectUri, issuer, state, { error: 'access_denied', error_description })
}

function redirected(
  uri: string,
  issuer: string,
  state: string,
  members: Readonly<Record<string, string>>,
): string {
  const url = new URL(uri)
  const all = { ...members, ...(state === '' ? {} : { state }), iss: issuer }
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value)
  return url.href
}
