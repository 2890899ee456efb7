import { describe, expect, test } from '@jest/globals'
import { readBearer, readToken } from './bearer-token.ts'

const part = (text: string) => Buffer.from(text).toString('base64url')
const HEADER = part('{"alg":"ES384"}')
const PAYLOAD = part('{"iss":"ehr"}')
const GOOD = `${HEADER}.${PAYLOAD}.AAAA`

describe('a bearer token', () => {
  test.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('after %s is read', (scheme) => {
    expect(readBearer(`${scheme} ${GOOD}`)).toEqual({
      text: GOOD,
      header: { alg: 'ES384' },
      payload: { iss: 'ehr' },
    })
  })

  test.each([
    ['no header', undefined, 'token-missing'],
    ['an empty header', '', 'token-missing'],
    ['the scheme alone', 'Bearer', 'token-missing'],
    ['another scheme', `Basic ${GOOD}`, 'token-missing'],
    ['no scheme', GOOD, 'token-missing'],
    ['two tokens', `Bearer ${GOOD} ${GOOD}`, 'token-missing'],
    ['a list', `Bearer ${GOOD}, Bearer ${GOOD}`, 'token-missing'],
    ['two parts', `Bearer ${HEADER}.${PAYLOAD}`, 'token-malformed'],
    ['five parts', `Bearer ${GOOD}.AAAA.AAAA`, 'token-malformed'],
    ['no signature', `Bearer ${HEADER}.${PAYLOAD}.`, 'token-malformed'],
    ['no payload', `Bearer ${HEADER}..AAAA`, 'token-malformed'],
    ['padding', `Bearer ${HEADER}.${PAYLOAD}.AA==`, 'token-malformed'],
    ['the other base64', `Bearer ${HEADER}.${PAYLOAD}.A+/A`, 'token-malformed'],
    ['spare bits in the signature', `Bearer ${HEADER}.${PAYLOAD}.AB`, 'token-malformed'],
    ['a header that is no JSON', `Bearer ${part('{')}.${PAYLOAD}.AAAA`, 'token-malformed'],
    ['a header that is a list', `Bearer ${part('[]')}.${PAYLOAD}.AAAA`, 'token-malformed'],
    ['a payload that is no JSON', `Bearer ${HEADER}.${part('x')}.AAAA`, 'token-malformed'],
    ['a payload that is a text', `Bearer ${HEADER}.${part('"x"')}.AAAA`, 'token-malformed'],
    ['a payload that is null', `Bearer ${HEADER}.${part('null')}.AAAA`, 'token-malformed'],
    ['over 8 KiB', `Bearer ${HEADER}.${'A'.repeat(8192)}.AAAA`, 'token-too-long'],
  ])('with %s is refused', (_name, header, reason) => {
    expect(() => readBearer(header)).toThrow(expect.objectContaining({ reason }))
  })
})

test('a token that comes without a header is bounded, too', () => {
  expect(() => readToken(`${HEADER}.${'A'.repeat(8192)}.AAAA`)).toThrow(
    expect.objectContaining({ reason: 'token-too-long' }),
  )
})
