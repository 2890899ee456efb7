import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { importJWK } from 'jose'
import { makeKey, part, sign, type TestKey } from '../../support/tokens.ts'
import { setTrap } from '../../support/trap.ts'

/** What forgers and honest clients have: keys, addresses, a clock. */
export const NOW = '2026-11-24T12:00:00Z'
export const now = Date.parse(NOW) / 1000
export const BASE = 'https://cds.example.org'
export const PATH = '/cds-services/cardiometabolic-risk'
export const AUD = BASE + PATH
export const EHR = 'https://ehr.example.org'
export const OTHER = 'https://other.example.org'

export const es384 = await makeKey('ES384', 'ec')
export const rs384 = await makeKey('RS384', 'rsa')
/** Of the other client; it has the same name. */
export const others = await makeKey('ES384', 'ec')
/** Of nobody. */
export const stranger = await makeKey('ES384', 'ec')
/** Of the issuer that two clients share. */
export const tenantKey = await makeKey('ES384', 'shared')
/** Where forged headers point to. */
export const trap = await setTrap()

export const body = readFileSync(
  new URL('../../support/requests/patient-view.json', import.meta.url),
  'utf8',
)

export const signer = () => ({ key: es384, iss: EHR, now })
export const good = (claims: object = {}, header: object = {}) =>
  sign(signer(), AUD, { ...claims }, { ...header })
/** A token of any header and payload, under a signature made of their text. */
export const raw = (header: unknown, payload: unknown, signature: (text: string) => string) => {
  const text = `${part(header)}.${part(payload)}`
  return `${text}.${signature(text)}`
}
export const claims = (more: object = {}) => ({
  iss: EHR,
  aud: AUD,
  iat: now,
  exp: now + 300,
  jti: randomUUID(),
  ...more,
})
export const JWT = (alg: string) => ({ alg, kid: 'ec', typ: 'JWT' })
export const hmac = (algorithm: string, secret: string | Buffer) => (text: string) =>
  createHmac(algorithm, secret).update(text).digest('base64url')
export const swap = (token: string, at: number, piece: (old: string) => string) =>
  token
    .split('.')
    .map((old, index) => (index === at ? piece(old) : old))
    .join('.')
/** DER in place of the plain numbers that JWS has. */
export const der = async (token: string) => {
  const bytes = Buffer.from(token.split('.')[2] ?? '', 'base64url')
  const integer = (number: Buffer) =>
    Buffer.concat([Buffer.from([2, number.length + 1, 0]), number])
  const pair = Buffer.concat([integer(bytes.subarray(0, 48)), integer(bytes.subarray(48))])
  return swap(token, 2, () =>
    Buffer.concat([Buffer.from([0x30, pair.length]), pair]).toString('base64url'),
  )
}

export const publicOf = async ({ jwk, alg }: TestKey) =>
  // Cast: only symmetric keys come as bytes.
  (await importJWK(jwk, alg)) as CryptoKey
