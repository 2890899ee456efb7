import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

/** A key pair of a client, as its authorization server would have it. */
export interface TestKey {
  readonly kid: string
  readonly alg: string
  /** What goes into the JWKS. */
  readonly jwk: JWK
  readonly privateKey: CryptoKey
}

export async function makeKey(alg = 'ES384', kid = `${alg}-1`): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }, privateKey }
}

export interface Signer {
  readonly key: TestKey
  readonly iss: string
  /** Seconds since 1970. */
  readonly now: number
}

type Json = Readonly<Record<string, unknown>>

/**
 * A token as the standard wants it, with other claims or header members where a test says so;
 * `undefined` leaves one out.
 */
export function sign(
  { key, iss, now }: Signer,
  aud: unknown,
  claims: Json = {},
  header: Json = {},
): Promise<string> {
  const payload = { iss, aud, iat: now, exp: now + 300, jti: randomUUID(), ...claims }
  // Cast: tests sign what no type allows.
  return new SignJWT(payload as JWTPayload)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header })
    .sign(key.privateKey)
}

export const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** `clients:` of a configuration file, one client per entry; JSON is YAML. */
export function clientsYaml(...clients: readonly Json[]): string {
  return `clients: ${JSON.stringify(clients)}\n`
}
