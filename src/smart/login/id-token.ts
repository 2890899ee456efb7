import { jwtVerify } from 'jose'
import { referenceParts } from '../../clinical/readers/reference.ts'
import { baseName, plainBase } from '../../security/fhir-bases.ts'
import type { KeySource } from '../../security/public-keys.ts'
import { ALGORITHMS, type Algorithm } from '../../security/token-header.ts'
import { Untrusted } from '../../security/untrusted.ts'

/** Who logged in, as the id token says. */
export interface Identity {
  /** For the trail: `fhirUser`, or else issuer and subject, as `https://login.example.org#4711`. */
  readonly user: string
  /** The address of `Practitioner/7` on its server: the id alone is one of many. */
  readonly fhirUser?: string
}

export interface IdTokenRules {
  readonly issuer: string
  readonly clientId: string
  readonly nonce: string
  readonly keys: KeySource
  readonly now: Date
  /** The FHIR base of the launch, on which a relative `fhirUser` is. */
  readonly server: string
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
  const { issuer, clientId, nonce, keys, now, server } = rules
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
  const fhirUser = addressOf(payload.fhirUser ?? payload.profile, server)
  return fhirUser === undefined ? { user: `${issuer}#${sub}` } : { user: fhirUser, fhirUser }
}

/**
 * The address of the resource that says who somebody is, in one spelling, so that no two people are one and
 * no one is two (ASVS 6.8.1). `undefined` where it is no reference: `profile` may be anybody's own page.
 */
function addressOf(reference: unknown, server: string): string | undefined {
  if (typeof reference !== 'string' || reference.length > 256) return undefined
  const isRelative = /^[A-Z][A-Za-z]{1,63}\/[A-Za-z0-9.-]{1,64}$/.test(reference)
  const address = isRelative ? `${baseName(server)}/${reference}` : plainBase(reference)
  return address === undefined || referenceParts(address) === undefined ? undefined : address
}

/** OpenID Connect Core §2: at most 255 characters of ASCII. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/
