import { compactVerify, errors } from 'jose'
import { type ReadToken, readBearer } from './bearer-token.ts'
import type { KeySource } from './public-keys.ts'
import { checkClaims } from './token-claims.ts'
import { checkHeader, type HeaderRules } from './token-header.ts'
import { Untrusted } from './untrusted.ts'

/** By what the tokens of one client are judged. */
export interface ClientTrust extends HeaderRules {
  readonly issuer: string
  /** Values of the `tenant` claim; empty: the claim is not looked at (`JWT-13`). */
  readonly tenants: readonly string[]
  /** Before the paths of our endpoints: the address that this client calls. */
  readonly audienceBaseUrl: string
  /** Further values that `aud` may have, whatever is called (`JWT-16`). */
  readonly audiences: readonly string[]
  readonly maxTokenSeconds: number
}

/** The issuer's clients: several where the `tenant` claim tells them apart. */
export type ClientsOf<C> = (issuer: string) => readonly C[]

/** What a genuine token says. */
export interface Recognized<C> {
  readonly client: C
  /** The `tenant` claim, where the client has tenants. */
  readonly tenant: string | undefined
  readonly jti: string
  /** Until then the token could be used again, seconds since 1970. */
  readonly until: number
}

export interface VerifyDeps<C> {
  readonly clientsOf: ClientsOf<C>
  readonly keysOf: (client: C) => KeySource
  readonly now: () => Date
  /** Told what held, step by step, as soon as it does; and whose token it claims to be. */
  readonly onStep?: (step: Step, client: C | undefined) => void
}

export const STEPS = ['form', 'issuer', 'header', 'claims', 'key', 'signature'] as const
export type Step = (typeof STEPS)[number]

/**
 * Finds out who calls: form, issuer and tenant, header, claims, key, signature, the cheap before the
 * dear (`SEC-08`); whether the token was used before is asked apart. jose checks the signature.
 *
 * @param paths the paths of which one must be meant by `aud`, such as `/cds-services`.
 * @throws Untrusted
 */
export async function verifyToken<C extends ClientTrust>(
  authorization: string | undefined,
  paths: readonly string[],
  { clientsOf, keysOf, now, onStep = () => {} }: VerifyDeps<C>,
): Promise<Recognized<C>> {
  const token = readBearer(authorization)
  onStep('form', undefined)
  const { client, tenant } = clientOf(token, clientsOf)
  onStep('issuer', client)
  const { alg, kid } = checkHeader(token.header, client)
  onStep('header', client)
  const audiences = [...paths.map((path) => client.audienceBaseUrl + path), ...client.audiences]
  const { maxTokenSeconds } = client
  const seconds = now().getTime() / 1000
  const { jti, until } = checkClaims(token.payload, { audiences, maxTokenSeconds }, seconds)
  onStep('claims', client)
  const key = await keysOf(client).find(kid, alg)
  if (key === undefined) throw new Untrusted('key-unknown', `kid "${kid}", alg ${alg}`)
  onStep('key', client)
  try {
    await compactVerify(token.text, key, { algorithms: [alg] })
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new Untrusted('signature-wrong')
    throw error
  }
  onStep('signature', client)
  return { client, tenant, jti, until }
}

function clientOf<C extends ClientTrust>(
  { payload }: ReadToken,
  clientsOf: ClientsOf<C>,
): { readonly client: C; readonly tenant: string | undefined } {
  const { iss, tenant } = payload
  const clients = typeof iss === 'string' ? clientsOf(iss) : []
  const [first] = clients
  if (first === undefined)
    throw new Untrusted('issuer-unknown', `iss ${JSON.stringify(iss) ?? 'missing'}`)
  if (first.tenants.length === 0) return { client: first, tenant: undefined }
  const said = typeof tenant === 'string' ? tenant : undefined
  const client = clients.find(({ tenants }) => said !== undefined && tenants.includes(said))
  if (client === undefined)
    throw new Untrusted('tenant-unknown', `tenant ${JSON.stringify(tenant) ?? 'missing'}`)
  return { client, tenant: said }
}
