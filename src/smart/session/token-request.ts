import { randomUUID } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import { z } from 'zod'
import type { Reach } from '../../security/address-guard.ts'
import { type GuardedFetch, jsonOf } from '../../security/guarded-fetch.ts'
import type { Endpoints } from '../login/discovery.ts'
import type { Credential } from '../registration/credential.ts'
import type { Registration } from '../registration/registration.ts'

/** A token response as far as it is used; what an EHR adds is left alone. */
const tokenResponse = z.looseObject({
  access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().nullish(),
  scope: z.string().max(16_384).nullish(),
  refresh_token: z.string().min(1).max(16_384).nullish(),
  id_token: z.string().max(16_384).nullish(),
  patient: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,64}$/)
    .nullish(),
  encounter: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,64}$/)
    .nullish(),
  need_patient_banner: z.boolean().nullish(),
  smart_style_url: z.string().max(2048).nullish(),
  appContext: z.unknown().optional(),
})
export type TokenResponse = z.output<typeof tokenResponse>

/** The token endpoint said no, or nothing that can be used. `refused`: asking again is of no use. */
export class TokenError extends Error {
  override readonly name = 'TokenError'
  readonly refused: boolean

  constructor(word: string, refused: boolean) {
    super(word)
    this.refused = refused
  }
}

/** Whom to ask, and as whom. */
export interface TokenEndpoint {
  readonly registration: Registration
  readonly endpoints: Endpoints
  readonly reach: Reach
}

export interface TokenDeps {
  readonly fetch: GuardedFetch
  readonly now: () => Date
}

const BOUNDS = { maxBytes: 64 * 1024, deadlineMs: 5000 } as const

/** @throws TokenError; OutboundError where there was no answer */
export async function requestToken(
  endpoint: TokenEndpoint,
  grant: Readonly<Record<string, string>>,
  deps: TokenDeps,
): Promise<TokenResponse> {
  const answer = await post(endpoint, endpoint.endpoints.token, grant, deps)
  if (answer.status !== 200) throw new TokenError(`status-${answer.status}`, isFinal(answer.status))
  const checked = tokenResponse.safeParse(jsonOf(answer))
  if (!checked.success) throw new TokenError('rubbish', false)
  return checked.data
}

/** Whether the server has made up its mind; busy or broken, it may answer otherwise in a moment. */
const isFinal = (status: number): boolean => status < 500 && status !== 408 && status !== 429

/** Revokes a token (RFC 7009); whether the server did. Never rejects for the server's faults. */
export async function revokeToken(
  endpoint: TokenEndpoint,
  token: string,
  kind: 'access_token' | 'refresh_token',
  deps: TokenDeps,
): Promise<boolean> {
  const { revoke } = endpoint.endpoints
  if (revoke === undefined) return false
  const form = { token, token_type_hint: kind }
  return await post(endpoint, revoke, form, deps).then(
    ({ status }) => status === 200,
    () => false,
  )
}

async function post(
  { registration, reach, endpoints }: TokenEndpoint,
  url: string,
  form: Readonly<Record<string, string>>,
  { fetch, now }: TokenDeps,
) {
  const { clientId, credential } = registration
  const proof = await proofOf(credential, clientId, endpoints.token, now())
  const body = new URLSearchParams({ ...form, ...proof.form }).toString()
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    ...proof.headers,
  }
  return await fetch({ url, reach, method: 'POST', headers, body, ...BOUNDS })
}

interface Proof {
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

/** A public client names itself, others prove it (SMART App Launch 2.2 §2.0.8, §5.1). */
async function proofOf(
  credential: Credential,
  clientId: string,
  audience: string,
  now: Date,
): Promise<Proof> {
  if (credential.kind === 'public') return { form: { client_id: clientId } }
  if (credential.kind === 'secret') {
    // RFC 6749 §2.3.1: each part is form-encoded first.
    const part = (text: string) => new URLSearchParams([['', text]]).toString().slice(1)
    const both = `${part(clientId)}:${part(credential.secret)}`
    return { headers: { authorization: `Basic ${Buffer.from(both).toString('base64')}` } }
  }
  const { jwk, alg } = credential
  const seconds = Math.floor(now.getTime() / 1000)
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg, kid: jwk.kid ?? '', typ: 'JWT' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 240)
    .setJti(randomUUID())
    .sign(await importJWK(jwk, alg))
  return {
    form: {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    },
  }
}
