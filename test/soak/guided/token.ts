import { exportJWK, generateKeyPair } from 'jose'
import { type ClientTrust, verifyToken } from '../../../src/security/client-trust.ts'
import { keyRing } from '../../../src/security/public-keys.ts'
import { Untrusted } from '../../../src/security/untrusted.ts'
import { part, sign } from '../../support/tokens.ts'
import { type Judgement, passed, refused, type Target, wrong } from './target.ts'

const NOW = 1_790_000_000
const BASE = 'https://cds.example'
const PATH = '/cds-services/cardiometabolic-risk'
const ISSUER = 'https://ehr.example'
const trust: ClientTrust = {
  issuer: ISSUER,
  tenants: [],
  audienceBaseUrl: BASE,
  audiences: [],
  maxTokenSeconds: 300,
  algorithms: ['ES384'],
  lenientTyp: false,
}

/**
 * Two ways in: a whole token, of which nothing but those that were signed may pass; and header and claims
 * as two lines of JSON, which are signed here, so that all that is behind the signature is reached.
 */
export async function token(): Promise<Target> {
  const pair = await generateKeyPair('ES384', { extractable: true })
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES384', use: 'sig' }
  const ring = keyRing([jwk])
  const key = { kid: 'k', alg: 'ES384', jwk, privateKey: pair.privateKey }
  const genuine = await sign({ key, iss: ISSUER, now: NOW }, BASE + PATH)
  const header = { alg: 'ES384', kid: 'k', typ: 'JWT' }
  const claims = { iss: ISSUER, aud: BASE + PATH, iat: NOW, exp: NOW + 300, jti: 'j' }
  const both = `${JSON.stringify(header)}\n${JSON.stringify(claims)}`

  const isLetIn = async (text: string): Promise<boolean> => {
    try {
      await verifyToken(`Bearer ${text}`, [PATH], {
        clientsOf: (issuer) => (issuer === ISSUER ? [trust] : []),
        keysOf: () => ring,
        now: () => new Date(NOW * 1000),
      })
      return true
    } catch (error) {
      if (error instanceof Untrusted) return false
      throw error
    }
  }

  const signed = async (text: string): Promise<string> => {
    const [first = '', ...rest] = text.split('\n')
    const input = `${part(first)}.${part(rest.join('\n'))}`
    const { privateKey } = pair
    const way = { name: 'ECDSA', hash: 'SHA-384' }
    const signature = await crypto.subtle.sign(way, privateKey, Buffer.from(input))
    return `${input}.${Buffer.from(signature).toString('base64url')}`
  }

  const judge = async (text: string): Promise<Judgement> => {
    if (!text.includes('\n')) {
      if (!(await isLetIn(text))) return refused
      return text.trim() === genuine ? passed : wrong('a token that nobody signed is let in')
    }
    if (!(await isLetIn(await signed(text)))) return refused
    const why = problemOf(text)
    return why === undefined ? passed : wrong(why)
  }
  return {
    name: 'token',
    code: /\/src\/security\/(?:bearer-token|client-trust|token-header|token-claims)/,
    seeds: [
      genuine,
      both,
      both.replace(`"${BASE}${PATH}"`, `["x","${BASE}${PATH}"]`),
      both.replace('"jti"', `"nbf":${NOW},"jti"`),
    ],
    words: [
      ...['"alg":"none"', '"alg":"HS256"', '"typ":"jwt"', '"crit":["exp"]', '"jwk":{}', '"jku":""'],
      ...['"nbf":', '"aud":["', '"exp":', 'e1', 'null', '{}', '[]', '""', '"kid":', '\n', '.', '='],
      ...[String(NOW + 331), String(NOW - 31), String(NOW + 301), '9007199254740993', '-1'],
    ],
    judge,
  }
}

/** The claims' promises told once more (T5, T6). What was signed is parsed JSON by now. */
function problemOf(text: string): string | undefined {
  const [first = '', ...rest] = text.split('\n')
  const header = JSON.parse(first)
  const { iss, aud, exp, iat, nbf = iat, jti } = JSON.parse(rest.join('\n'))
  if (header.alg !== 'ES384' || header.kid !== 'k') return 'another algorithm or key'
  for (const name of ['crit', 'jwk', 'x5c', 'x5u', 'jku'])
    if (Object.hasOwn(header, name)) return `a header with ${name}`
  if (Object.hasOwn(header, 'typ') && header.typ !== 'JWT') return 'another typ'
  if (iss !== ISSUER) return 'another issuer'
  if (![aud].flat().includes(BASE + PATH)) return 'another audience'
  if (![exp, iat, nbf].every(Number.isSafeInteger)) return 'times that are no whole numbers'
  if (exp < NOW - 30 || iat > NOW + 30 || nbf > NOW + 30) return 'outside its time'
  if (exp <= iat || exp - iat > 300) return 'valid for too long'
  return typeof jti === 'string' && jti !== '' && jti.length <= 256 ? undefined : 'no jti'
}
