import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { loadConfig } from '../../config.ts'

const folder = mkdtempSync(join(tmpdir(), 'cardstock-companion-'))
const BASE = 'https://ehr.example.org/fhir'
const client = (companion: object | undefined, more: object = {}) => ({
  ...{ id: 'north', issuer: 'https://ehr.example.org', jwksUrl: 'https://ehr.example.org/jwks' },
  ...{ fhirServers: [BASE], ...(companion === undefined ? {} : { companion }), ...more },
})
function load(clients: readonly object[], env: Record<string, string> = {}) {
  const path = join(folder, 'config.yaml')
  writeFileSync(path, JSON.stringify({ publicUrl: 'https://cds.example.org', clients }))
  return loadConfig({ CARDSTOCK_CONFIG: path, ...env }).companions
}
const one = (companion: object, more: object = {}, env: Record<string, string> = {}) =>
  load([client({ clientId: 'app', ...companion }, more)], env)
const keyOf = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ format: 'jwk' })

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

const RFC_7515_A3 = {
  ...{ kty: 'EC', crv: 'P-256', kid: 'k1' },
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
}

describe('the companion of a client', () => {
  test('is launched from its FHIR servers, as a public client, unless it says otherwise', () => {
    const internal = 'http://10.0.0.7/fhir/'
    expect(one({}, { internalFhirServers: [internal] })).toMatchObject([
      {
        ...{ clientId: 'app', credential: { kind: 'public' }, revoke: true, frameAncestors: [] },
        servers: [
          { iss: BASE, reach: 'public' },
          { iss: 'http://10.0.0.7/fhir', reach: 'internal' },
        ],
      },
    ])
    expect(one({ iss: [`${BASE}/`] }, { internalFhirServers: [internal] })[0]?.servers).toEqual([
      { iss: BASE, reach: 'public' },
    ])
    expect(load([client(undefined)])).toEqual([])
  })

  test('takes its secret from the environment, and its key from there or from a file', () => {
    const env = {
      NORTH_SECRET: 's3cret',
      NORTH_KEY: JSON.stringify({ ...keyOf('P-384'), kid: 'k' }),
    }
    expect(one({ secretEnv: 'NORTH_SECRET' }, {}, env)[0]?.credential).toEqual({
      ...{ kind: 'secret', secret: 's3cret' },
    })
    expect(one({ privateKeyEnv: 'NORTH_KEY' }, {}, env)[0]?.credential).toMatchObject({
      ...{ kind: 'key', alg: 'ES384' },
    })
    const path = file('good.jwk', env.NORTH_KEY)
    expect(one({ privateKeyFile: path })[0]?.credential).toMatchObject({ kind: 'key' })
  })

  const wrong = (companion: object, more?: object) => () => one(companion, more)
  test.each<[string, () => unknown, RegExp]>([
    ['no client id', () => load([client({})]), /clients\.0\.companion\.clientId/],
    ['a secret in the file', wrong({ clientSecret: 'x' }), /unknown setting clientSecret/],
    ['a secret that is not set', wrong({ secretEnv: 'NONE' }), /secretEnv: .* NONE is not set/],
    ['two proofs', wrong({ secretEnv: 'A', privateKeyEnv: 'B' }), /give one of secretEnv/],
    [
      'a key of a standard',
      () => one({ privateKeyEnv: 'KEY' }, {}, { KEY: JSON.stringify(RFC_7515_A3) }),
      /privateKeyEnv: is a published key/,
    ],
    ['a key that is not there', wrong({ privateKeyFile: '/none' }), /\/none is not there/],
    [
      'an iss that is none of its FHIR servers',
      wrong({ iss: ['https://x.example'] }),
      /iss: https:\/\/x\.example is not among/,
    ],
    ['no FHIR server at all', wrong({}, { fhirServers: [] }), /no fhirServers/],
    ['several tenants', wrong({}, { tenants: ['a', 'b'] }), /a client per tenant/],
    [
      'a frame of any origin',
      wrong({ frameAncestors: ['https://*.example.org'] }),
      /must be an origin/,
    ],
    ['scopes in one text', wrong({ scopes: ['openid launch'] }), /one scope, without blanks/],
    [
      'the iss of another client',
      () =>
        load([
          client({ clientId: 'a' }),
          client({ clientId: 'b' }, { id: 'b', issuer: 'https://b.example' }),
        ]),
      /is another client's/,
    ],
  ])('T30 %s stops the start, and is named', (_name, start, message) => {
    expect(start).toThrow(message)
  })

  test.each<[string, string, number, RegExp]>([
    ['open.jwk', JSON.stringify({ ...keyOf('P-384'), kid: 'k' }), 0o644, /chmod 600/],
    ['weak.jwk', JSON.stringify({ ...keyOf('P-256'), kid: 'k' }), 0o600, /RS384 .* or ES384/],
    ['nameless.jwk', JSON.stringify(keyOf('P-384')), 0o600, /must have the kid/],
    ['rubbish.jwk', 'topsecret-rubbish', 0o600, /must be a private key as a JWK$/],
  ])('T30 the key file %s', (name, text, mode, message) => {
    const start = () => one({ privateKeyFile: file(name, text, mode) })
    expect(start).toThrow(message)
    expect(start).not.toThrow(/topsecret/)
  })
})

test('open mode knows the sandbox', () => {
  expect(loadConfig({}).companions).toMatchObject([
    {
      clientId: 'cardstock-companion',
      servers: [{ iss: 'http://127.0.0.1:3000/sandbox/fhir', reach: 'loopback' }],
    },
  ])
})
