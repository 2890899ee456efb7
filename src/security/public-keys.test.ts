import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { JWK } from 'jose'
import { algorithmsOf, keyProblem, keyRing, usableKeys } from './public-keys.ts'

const jwkOf = ({
  publicKey,
}: {
  publicKey: { export(options: { format: 'jwk' }): object }
}): JWK => ({
  ...(publicKey.export({ format: 'jwk' }) as JWK),
  kid: 'k1',
})
const P384 = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }))
const RSA = jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }))
const SMALL = jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }))
const SECP256K1 = jwkOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }))
const X25519 = jwkOf(generateKeyPairSync('x25519'))
const ED25519 = jwkOf(generateKeyPairSync('ed25519'))

describe('a key', () => {
  test.each([
    ['EC', P384, ['ES384']],
    ['RSA', RSA, ['RS384', 'RS256', 'RS512', 'PS256', 'PS384', 'PS512']],
    ['RSA with alg', { ...RSA, alg: 'RS384' }, ['RS384']],
    ['Ed25519', ED25519, ['EdDSA']],
    ['for signatures', { ...P384, use: 'sig', key_ops: ['verify'] }, ['ES384']],
  ])('of kind %s is for its own algorithms', (_name, jwk, algorithms) => {
    expect(keyProblem(jwk)).toBeUndefined()
    expect(algorithmsOf(jwk)).toEqual(algorithms)
  })

  test.each<[string, JWK, RegExp]>([
    ['that is symmetric', { kty: 'oct', k: 'AAAA', kid: 'k1' }, /secret/],
    ['that is symmetric and says no more', { kty: 'oct', kid: 'k1' }, /secret/],
    ['that is private', { ...P384, d: 'AAAA' }, /secret/],
    ['with a private RSA member', { ...RSA, p: 'AAAA' }, /secret/],
    ['without kid', { kty: 'EC' }, /kid/],
    ['for encryption', { ...RSA, use: 'enc' }, /use/],
    ['for other operations', { ...RSA, key_ops: ['encrypt'] }, /key_ops/],
    ['of 1024 bits', SMALL, /1024 bits/],
    ['whose point is not on the curve', { ...P384, y: P384.x ?? '' }, /no key/],
    ['of no kind', { kty: 'XYZ', kid: 'k1' }, /no key/],
    ['on a curve that is not allowed', SECP256K1, /no algorithm/],
    ['for key agreement', X25519, /no algorithm/],
    ['for another algorithm than its kind has', { ...P384, alg: 'RS384' }, /no algorithm/],
    ['for HMAC by its own word', { ...RSA, alg: 'HS256' }, /no algorithm/],
  ])('%s is of no use', (_name, jwk, problem) => {
    expect(keyProblem(jwk)).toMatch(problem)
  })
})

describe('a set of keys', () => {
  test.each([
    undefined,
    null,
    {},
    [],
    'keys',
    { keys: null },
    { keys: {} },
    { keys: [null, 1, 'x'] },
  ])('that is none, %j, has no keys', (jwks) => expect(usableKeys(jwks)).toEqual([]))

  test('gives what can be used and leaves the rest', () => {
    expect(usableKeys({ keys: [null, SMALL, P384, { ...RSA, d: 'AAAA' }] })).toEqual([P384])
  })

  test('finds by kid and algorithm together, and imports once', async () => {
    const ring = keyRing([P384, { ...RSA, kid: 'k2' }])
    const found = await ring.find('k1', 'ES384')
    expect(found?.algorithm).toMatchObject({ name: 'ECDSA', namedCurve: 'P-384' })
    expect(await ring.find('k1', 'ES384')).toBe(found)
    expect(await ring.find('k1', 'RS384')).toBeUndefined()
    expect(await ring.find('k3', 'ES384')).toBeUndefined()
    expect(await ring.find('k2', 'PS384')).not.toBe(await ring.find('k2', 'RS384'))
  })
})
