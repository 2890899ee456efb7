import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { loadConfig } from '../config.ts'
import { publishedBy } from './published-keys.ts'

const P384 = { kty: 'EC', crv: 'P-384' }
const P256 = { kty: 'EC', crv: 'P-256' }
const RSA = { kty: 'RSA', e: 'AQAB' }
const SANDBOX = {
  ...P384,
  x: 'dw_JGR8nB2I6XveNxUOl2qk699ZPLM2nYI5STSdiEl9avAkrm3CkfYMbrrjr8laB',
  y: 'Sm3mLE-n1zYNla_aiE3cb3nZsL51RbC7ysw3q8aJLxGm-hx79RPMYpITDjp7kgzy',
}
const KEYS = {
  'the public CDS Hooks sandbox': SANDBOX,
  'the examples of SMART App Launch and Inferno (ES384)': {
    ...P384,
    x: 'JQKTsV6PT5Szf4QtDA1qrs0EJ1pbimQmM2SKvzOlIAqlph3h1OHmZ2i7MXahIF2C',
    y: 'bRWWQRJBgDa6CTgwofYrHjVGcO-A7WNEnu4oJA5OUJPPPpczgx1g2NsfinK-D2Rw',
  },
  'the examples of SMART App Launch and Inferno (RS384)': {
    ...RSA,
    n: 'vjbIzTqiY8K8zApeNng5ekNNIxJfXAue9BjoMrZ9Qy9m7yIA-tf6muEupEXWhq70tC7vIGLqJJ4O8m7yiH8H2qklX2mCAMg3xG3nbykY2X7JXtW9P8VIdG0sAMt5aZQnUGCgSS3n0qaooGn2LUlTGIR88Qi-4Nrao9_3Ki3UCiICeCiAE224jGCg0OlQU6qj2gEB3o-DWJFlG_dz1y-Mxo5ivaeM0vWuodjDrp-aiabJcSF_dx26sdC9dZdBKXFDq0t19I9S9AyGpGDJwzGRtWHY6LsskNHLvo8Zb5AsJ9eRZKpnh30SYBZI9WHtzU85M9WQqdScR69Vyp-6Uhfbvw',
  },
  'RFC 7515, appendix A.2': {
    ...RSA,
    n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  },
  'RFC 7515, appendix A.3': {
    ...P256,
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  },
  'RFC 7517, appendix A (RSA)': {
    ...RSA,
    n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  },
  'RFC 7517, appendix A (EC)': {
    ...P256,
    x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
    y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
  },
  'jwt.io (ES384)': {
    ...P384,
    x: 'C1uWSXj2czCDwMTLWV5BFmwxdM6PX9p-Pk9Yf9rIf374m5XP1U8q79dBhLSIuaoj',
    y: 'svOT39UUcPJROSD1FqYLued0rXiooIii1D3jaW6pmGVJFhodzC31cy5sfOYotrzF',
  },
}

describe('T30 keys whose private half is published', () => {
  test.each(Object.entries(KEYS))('of %s are known, whatever else they say', (name, key) => {
    const place = name.replace(/ \(.*/, '')
    expect(publishedBy({ use: 'sig', kid: 'k1', alg: 'ES384', ...key })).toBe(place)
  })

  test('another is not', () => {
    for (const [type, options] of [
      ['ec', { namedCurve: 'P-384' }],
      ['rsa', { modulusLength: 2048 }],
      ['ed25519', {}],
    ] as const) {
      // Cast: the types know each kind of key apart.
      const { publicKey } = generateKeyPairSync(type as 'ec', options as { namedCurve: string })
      expect(publishedBy(publicKey.export({ format: 'jwk' }) as { kty: string })).toBeUndefined()
    }
  })

  test.each([
    ['of a client', { clients: [{ id: 'ehr', issuer: 'ehr', jwks: 'KEYS' }] }],
    ['that may sign services', { servicesManifest: { file: 'services.jws', jwks: 'KEYS' } }],
  ])('stop the start where they are those %s', (_name, setting) => {
    const file = join(mkdtempSync(join(tmpdir(), 'cardstock-')), 'config.yaml')
    const jwks = JSON.stringify({ keys: [{ ...SANDBOX, kid: 'k1' }] })
    writeFileSync(file, JSON.stringify(setting).replace('"KEYS"', jwks))
    expect(() => loadConfig({ CARDSTOCK_CONFIG: file })).toThrow(
      /keys\.0: is published with its private half \(the public CDS Hooks sandbox\)/,
    )
  })
})
