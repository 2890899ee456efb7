import { describe, expect, test } from '@jest/globals'
import { checkClaims } from './token-claims.ts'

const NOW = 1_800_000_000
const URL = 'https://cds.example/cds-services/a'
const rules = { audiences: [URL, 'alias'], maxTokenSeconds: 300 }
const good = { aud: URL, iat: NOW, exp: NOW + 300, jti: 'j1' }

describe('claims', () => {
  test.each<[string, object]>([
    ['as the standard has them', {}],
    ['with the alias', { aud: 'alias' }],
    ['with a list that holds the URL', { aud: ['https://other.example', URL] }],
    ['with sub and others', { sub: 'x', name: 'y', nbf: NOW }],
    ['issued 30 s ahead of our clock', { iat: NOW + 30, nbf: NOW + 30 }],
    ['expired 30 s ago', { iat: NOW - 330, exp: NOW - 30 }],
    ['for one second', { exp: NOW + 1 }],
    ['with a jti of 256 characters', { jti: 'j'.repeat(256) }],
  ])('%s hold', (_name, more) => {
    const { exp, jti } = { ...good, ...more }
    expect(checkClaims({ ...good, ...more }, rules, NOW)).toEqual({ jti, until: exp + 30 })
  })

  test.each<[string, string, object]>([
    ['aud-mismatch', 'no aud', { aud: undefined }],
    ['aud-mismatch', 'another service', { aud: 'https://cds.example/cds-services/b' }],
    ['aud-mismatch', 'the base alone', { aud: 'https://cds.example' }],
    ['aud-mismatch', 'a slash more', { aud: `${URL}/` }],
    ['aud-mismatch', 'more after it', { aud: `${URL}b` }],
    ['aud-mismatch', 'another case', { aud: URL.toUpperCase() }],
    ['aud-mismatch', 'a port', { aud: URL.replace('.example', '.example:443') }],
    ['aud-mismatch', 'a query', { aud: `${URL}?x=1` }],
    ['aud-mismatch', 'http', { aud: URL.replace('https', 'http') }],
    ['aud-mismatch', 'an empty list', { aud: [] }],
    ['aud-mismatch', 'a list with a number', { aud: [URL, 1] }],
    ['aud-mismatch', 'a list in a list', { aud: [[URL]] }],
    ['aud-mismatch', 'an object', { aud: { [URL]: true } }],
    ['time-missing', 'no exp', { exp: undefined }],
    ['time-missing', 'no iat', { iat: undefined }],
    ['time-missing', 'exp as text', { exp: String(NOW + 300) }],
    ['time-missing', 'a fraction', { exp: NOW + 0.5 }],
    ['time-missing', 'infinite exp', { exp: Number.POSITIVE_INFINITY }],
    ['time-missing', 'nbf null', { nbf: null }],
    ['time-missing', 'nbf as text', { nbf: 'now' }],
    ['expired', 'expired 31 s ago', { iat: NOW - 331, exp: NOW - 31 }],
    ['not-yet-valid', 'iat 31 s ahead', { iat: NOW + 31, exp: NOW + 300 }],
    ['not-yet-valid', 'nbf 31 s ahead', { nbf: NOW + 31 }],
    ['lifetime-too-long', '301 s', { exp: NOW + 301 }],
    ['lifetime-too-long', 'exp at iat', { exp: NOW }],
    ['lifetime-too-long', 'exp before iat', { exp: NOW - 10 }],
    ['jti-missing', 'no jti', { jti: undefined }],
    ['jti-missing', 'an empty jti', { jti: '' }],
    ['jti-missing', 'a jti of 257 characters', { jti: 'j'.repeat(257) }],
    ['jti-missing', 'a number as jti', { jti: 1 }],
  ])('are refused as %s: %s', (reason, _name, more) => {
    const payload = { ...good, ...more }
    expect(() => checkClaims(payload, rules, NOW)).toThrow(expect.objectContaining({ reason }))
  })
})
