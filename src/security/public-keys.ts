import { createPublicKey } from 'node:crypto'
import { type CryptoKey, importJWK, type JWK } from 'jose'
import type { Algorithm } from './token-header.ts'

/** Members that only a private or a symmetric key has. */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const LEAST_RSA_BITS = 2048
const MAX_KEYS = 100

/** Keys by the algorithm and `kid` that a token names. */
export interface KeySource {
  /** Undefined where there is no such key. @throws Untrusted where it cannot be told. */
  find(kid: string, alg: Algorithm): Promise<CryptoKey | undefined>
}

/** Why a JWK is of no use here, or undefined. Never quotes the key. */
export function keyProblem(jwk: JWK): string | undefined {
  if (jwk.kty === 'oct' || SECRET_MEMBERS.some((name) => Object.hasOwn(jwk, name)))
    return 'holds a secret: give public keys only'
  if (typeof jwk.kid !== 'string' || jwk.kid === '' || jwk.kid.length > 256)
    return 'has no kid, by which tokens could name it'
  if (jwk.use !== undefined && jwk.use !== 'sig') return 'is not for signatures (use)'
  if (jwk.key_ops !== undefined && !listed(jwk.key_ops, 'verify'))
    return 'is not for verifying (key_ops)'
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' })
    const bits = asymmetricKeyDetails?.modulusLength
    if (bits !== undefined && bits < LEAST_RSA_BITS)
      return `has ${bits} bits; RSA keys need at least ${LEAST_RSA_BITS}`
  } catch {
    return 'is no key of a kind that is known (RSA, EC, OKP)'
  }
  return algorithmsOf(jwk).length === 0 ? 'is for no algorithm that can be allowed' : undefined
}

const CURVES: Readonly<Record<string, readonly Algorithm[]>> = {
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  'P-521': ['ES512'],
  Ed25519: ['EdDSA'],
}
const RSA: readonly Algorithm[] = ['RS384', 'RS256', 'RS512', 'PS256', 'PS384', 'PS512']

/** The algorithms that a key is for: they are the key's property, not the token's (threat T5). */
export function algorithmsOf({ kty, crv = '', alg }: JWK): readonly Algorithm[] {
  const possible = kty === 'RSA' ? RSA : Object.hasOwn(CURVES, crv) ? (CURVES[crv] ?? []) : []
  return alg === undefined ? possible : possible.filter((each) => each === alg)
}

/** The keys of a set that can be used. Two with one name would be a guess: the first counts. */
export function usableKeys(jwks: unknown): readonly JWK[] {
  const keys = (jwks as { readonly keys?: unknown } | null)?.keys
  if (!Array.isArray(keys)) return []
  return keys
    .slice(0, MAX_KEYS)
    .filter(
      (each): each is JWK =>
        typeof each === 'object' && each !== null && keyProblem(each as JWK) === undefined,
    )
}

/** Keys in hand; each is imported once, when it is first asked for. */
export function keyRing(keys: readonly JWK[]): KeySource {
  const imported = new Map<string, Promise<CryptoKey>>()
  return {
    async find(kid, alg) {
      const name = `${alg} ${kid}`
      const known = imported.get(name)
      if (known !== undefined) return known
      const jwk = keys.find((each) => each.kid === kid && algorithmsOf(each).includes(alg))
      if (jwk === undefined) return undefined
      // Cast: only symmetric keys, which are none of ours, come as bytes.
      const key = importJWK(jwk, alg) as Promise<CryptoKey>
      imported.set(name, key)
      return key
    },
  }
}

function listed(value: unknown, word: string): boolean {
  return Array.isArray(value) && value.includes(word)
}
