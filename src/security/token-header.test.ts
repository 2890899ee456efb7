import { describe, expect, test } from '@jest/globals'
import { checkHeader, type HeaderRules } from './token-header.ts'

const rules: HeaderRules = {
  algorithms: ['ES384', 'RS384'],
  jku: 'https://ehr.example/jwks',
  lenientTyp: false,
}
const good = { alg: 'ES384', kid: 'k1', typ: 'JWT' }

describe('a header', () => {
  test.each([
    ['as the standard has it', good, rules],
    ['without typ', { alg: 'ES384', kid: 'k1' }, rules],
    ['with the registered jku', { ...good, jku: rules.jku }, rules],
    ['with members that nobody knows', { ...good, x: 1 }, rules],
    [
      'with typ in lower case, where that is allowed',
      { ...good, typ: 'jwt' },
      { ...rules, lenientTyp: true },
    ],
  ])('%s names its key', (_name, header, each) => {
    expect(checkHeader(header, each)).toEqual({ alg: 'ES384', kid: 'k1' })
  })

  test.each([
    ...['none', 'None', 'NONE', 'nOnE', 'HS256', 'HS384', 'es384', 'ES256', 'RS256', ''].map(
      (alg) => ['alg-refused', `alg "${alg}"`, { ...good, alg }] as const,
    ),
    ['alg-refused', 'no alg', { kid: 'k1' }],
    ['alg-refused', 'a list of alg', { ...good, alg: ['ES384'] }],
    ['alg-refused', 'alg null', { ...good, alg: null }],
    ['kid-missing', 'no kid', { alg: 'ES384' }],
    ['kid-missing', 'an empty kid', { ...good, kid: '' }],
    ['kid-missing', 'a number as kid', { ...good, kid: 1 }],
    ['kid-missing', 'a long kid', { ...good, kid: 'k'.repeat(257) }],
    ['typ-wrong', 'typ jwt', { ...good, typ: 'jwt' }],
    ['typ-wrong', 'typ at+jwt', { ...good, typ: 'at+jwt' }],
    ['typ-wrong', 'typ null', { ...good, typ: null }],
    ['jku-unregistered', 'another jku', { ...good, jku: 'https://evil.example/jwks' }],
    ['jku-unregistered', 'a longer jku', { ...good, jku: `${rules.jku}#` }],
    ['jku-unregistered', 'a list of jku', { ...good, jku: [rules.jku] }],
    ...['crit', 'jwk', 'x5c', 'x5u', 'cty', 'b64', 'zip'].map(
      (name) => ['header-refused', name, { ...good, [name]: null }] as const,
    ),
  ])('is refused as %s with %s', (reason, _name, header) => {
    expect(() => checkHeader(header, rules)).toThrow(expect.objectContaining({ reason }))
  })

  test('with a jku is refused where none is registered', () => {
    const { jku: _jku, ...without } = rules
    expect(() => checkHeader({ ...good, jku: rules.jku }, without)).toThrow('jku-unregistered')
  })

  test('with typ at+jwt is refused however lenient', () => {
    const lenient = { ...rules, lenientTyp: true }
    expect(() => checkHeader({ ...good, typ: 'at+jwt' }, lenient)).toThrow('typ-wrong')
  })
})
