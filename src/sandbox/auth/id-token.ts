import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { Grant } from './grants.ts'

/** The clinician who is logged in to the sandbox. */
export const USER = 'Practitioner/sandbox-clinician'

/** Signs who is logged in, with a key that is made at the start and never leaves the process. */
export interface IdTokens {
  readonly jwks: { readonly keys: readonly JWK[] }
  /** Names the person only where the grant's scope has `fhirUser`. */
  sign(grant: Grant, issuer: string): Promise<string>
}

const KID = 'sandbox'

export async function createIdTokens(now: () => Date): Promise<IdTokens> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const key = { ...(await exportJWK(publicKey)), kid: KID, alg: 'ES256', use: 'sig' }
  return {
    jwks: { keys: [key] },
    sign({ client, scope, nonce }, issuer) {
      const seconds = Math.floor(now().getTime() / 1000)
      const claims = {
        ...(scope.split(' ').includes('fhirUser') ? { fhirUser: `${issuer}/${USER}` } : {}),
        ...(nonce === undefined ? {} : { nonce }),
      }
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: KID })
        .setIssuer(issuer)
        .setSubject(USER)
        .setAudience(client)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 300)
        .sign(privateKey)
    },
  }
}
