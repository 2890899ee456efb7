import { jwtVerify } from 'jose'
import type { KeySource } from '../../security/public-keys.ts'
import { ALGORITHMS, type Algorithm } from '../../security/token-header.ts'
import { Untrusted } from '../../security/untrusted.ts'

/** Who logged in, as the id token says. */
export interface Identity {
  /** For the trail: `fhirUser`, or else issuer and subject, as `https://login.example.org#4711`. */
  readonly user: string
  /** `Practitioner/7`, or the address of it. */
  readonly fhirUser?: string
}

export interface IdTokenRules {
  readonly issuer: string
  readonly clientId: string
  readonly nonce: string
  readonly keys: KeySource
  readonly now: Date
}

/** The id token is not one to be trusted; the message is a word for the log. */
export class IdTokenError extends Error {
  override readonly name = 'IdTokenError'
}

/**
 * Checks an id token: signature by the server's keys, `iss`, `aud`, `azp`, `exp`, `iat` and our `nonce`
 * (OpenID Connect Core §3.1.3.7, threat T28). @throws IdTokenError
 */
export async function checkIdToken(token: string, rules: IdTokenRules): Promise<Identity> {
  const { issuer, clientId, nonce, keys, now } = rules
  const payload = await jwtVerify(
    token,
    async ({ kid = '', alg }) => {
      const key = await keys.find(kid, alg as Algorithm) // one of ALGORITHMS, checked before
      if (key === undefined) throw new IdTokenError('key-unknown')
      return key
    },
    {
      ...{ issuer, audience: clientId, currentDate: now, clockTolerance: 30 },
      algorithms: [...ALGORITHMS],
      requiredClaims: ['iss', 'aud', 'exp', 'iat', 'sub'],
    },
  ).then(
    (verified) => verified.payload,
    (error: unknown) => {
      if (error instanceof IdTokenError) throw error
      if (error instanceof Untrusted) throw new IdTokenError(error.reason)
      // Messages may quote claims; the code tells enough.
      const { code } = error as { readonly code?: unknown }
      throw new IdTokenError(typeof code === 'string' ? code : 'unusable')
    },
  )
  if (payload.nonce !== nonce) throw new IdTokenError('nonce-wrong')
  const isForMany = Array.isArray(payload.aud) && payload.aud.length > 1
  if (isForMany && payload.azp !== clientId) throw new IdTokenError('azp-wrong')
  // Both together name one person for good (OpenID Connect Core §5.7); no issuer has a `#` in it.
  const { sub } = payload
  if (typeof sub !== 'string' || !SUBJECT.test(sub)) throw new IdTokenError('sub-wrong')
  const fhirUser = payload.fhirUser ?? payload.profile
  return typeof fhirUser === 'string' && /^[\x21-\x7e]{1,256}$/.test(fhirUser)
    ? { user: fhirUser, fhirUser }
    : { user: `${issuer}#${sub}` }
}

/** OpenID Connect Core §2: at most 255 characters of ASCII. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/
