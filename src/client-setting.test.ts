import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { loadConfig } from './config.ts'

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
const PUBLIC = { ...publicKey.export({ format: 'jwk' }), kid: 'k1' }
const PRIVATE = { ...privateKey.export({ format: 'jwk' }), kid: 'k1' }
const URL = 'https://ehr.example.org/jwks'
const minimal = { id: 'ehr', issuer: 'https://ehr.example.org', jwksUrl: URL }

function load(file: object, env: Record<string, string> = {}) {
  const path = join(mkdtempSync(join(tmpdir(), 'cardstock-')), 'config.yaml')
  writeFileSync(path, JSON.stringify(file))
  return loadConfig({ CARDSTOCK_CONFIG: path, ...env })
}
const client = (more: object) => load({ clients: [{ ...minimal, ...more }] })
/** With its keys inline. */
const inline = (...keys: unknown[]) => client({ jwksUrl: undefined, jwks: { keys } })

describe('clients in the configuration file', () => {
  test('with the least that is needed are as safe as can be', () => {
    const { clients, discovery } = load({ clients: [minimal] }, { HOST: '127.0.0.1' })
    expect(discovery).toBe('closed')
    expect(clients).toMatchObject([
      {
        algorithms: ['ES384', 'RS384'],
        replay: 'reject',
        maxTokenSeconds: 300,
        lenientTyp: false,
        audienceBaseUrl: 'http://127.0.0.1:3000',
        audiences: [],
        jku: URL,
        keys: { place: { url: URL, reach: 'public' } },
      },
    ])
    expect(clients[0]?.policies.get('')).toMatchObject({
      id: 'ehr',
      tenant: 'ehr',
      loopbackFhir: false,
      openFhir: false,
      httpsOnly: true,
    })
  })

  test('with several tenants keep their data apart', () => {
    const { clients } = client({ tenants: ['a', 'b'] })
    const tenants = ['a', 'b'].map((name) => clients[0]?.policies.get(name)?.tenant)
    expect(tenants).toEqual(['ehr/a', 'ehr/b'])
  })

  test('may share an issuer where tenants tell them apart', () => {
    const [first, second] = [
      { ...minimal, tenants: ['a'] },
      { ...minimal, id: 'b', tenants: ['b'] },
    ]
    expect(load({ clients: [first, second] }).clients).toHaveLength(2)
  })

  test.each([
    ['inline', inline(PUBLIC), { jwks: [PUBLIC] }],
    [
      'at a private address',
      client({ jwksUrl: undefined, internalJwksUrl: 'http://10.0.0.1/k' }),
      {
        place: { url: 'http://10.0.0.1/k', reach: 'internal' },
      },
    ],
  ])('take keys %s', (_name, { clients }, keys) => {
    expect(clients[0]?.keys).toEqual(keys)
  })

  test.each<[string, object, RegExp]>([
    ['an unknown setting', { iss: 'x' }, /clients\.0: unknown setting iss/],
    ['no issuer', { issuer: undefined }, /clients\.0\.issuer/],
    ['an issuer with a blank', { issuer: 'a b' }, /clients\.0\.issuer/],
    ['the name of open mode', { id: 'open' }, /clients\.0\.id/],
    ['no keys', { jwksUrl: undefined }, /clients\.0: give the keys in one of/],
    ['keys twice', { jwks: { keys: [PUBLIC] } }, /there are 2/],
    ['keys by http', { jwksUrl: 'http://ehr.example.org/jwks' }, /clients\.0\.jwksUrl.*https/],
    ['keys on this machine', { jwksUrl: 'https://127.0.0.1/jwks' }, /clients\.0\.jwksUrl/],
    ['keys at a private address', { jwksUrl: 'https://10.1.2.3/jwks' }, /internalJwksUrl/],
    ['keys at metadata', { jwksUrl: 'https://169.254.169.254/' }, /clients\.0\.jwksUrl/],
    ['keys with a user', { jwksUrl: 'https://a:b@ehr.example.org/' }, /clients\.0\.jwksUrl/],
    ['alg none', { algorithms: ['none'] }, /clients\.0\.algorithms\.0/],
    ['alg HS256', { algorithms: ['ES384', 'HS256'] }, /clients\.0\.algorithms\.1/],
    ['no alg', { algorithms: [] }, /clients\.0\.algorithms/],
    ['tokens of a day', { maxTokenSeconds: 86_400 }, /clients\.0\.maxTokenSeconds/],
    ['a FHIR server by http', { fhirServers: ['http://ehr.example.org/fhir'] }, /fhirServers/],
    ['a FHIR server on this machine', { fhirServers: ['https://127.0.0.1/fhir'] }, /fhirServers/],
    ['any origin', { corsOrigins: ['*'] }, /clients\.0\.corsOrigins\.0/],
    ['a wildcard in an origin', { corsOrigins: ['https://*.example.org'] }, /corsOrigins/],
    ['the origin null', { corsOrigins: ['null'] }, /corsOrigins/],
    ['an origin with a path', { corsOrigins: ['https://ehr.example.org/'] }, /corsOrigins/],
    [
      'an origin that no browser sends',
      { corsOrigins: ['https://EHR.example.org'] },
      /corsOrigins/,
    ],
    ['a replay mode that is none', { replay: 'warn' }, /clients\.0\.replay/],
  ])('with %s stop the start, and the setting is named', (_name, more, message) => {
    expect(() => client(more)).toThrow(message)
  })

  test.each<[string, unknown[], RegExp]>([
    ['private', [PRIVATE], /jwks\.keys\.0: holds a secret/],
    ['symmetric', [{ kty: 'oct', k: 'AAAA', kid: 'k1' }], /jwks\.keys\.0: holds a secret/],
    ['without kid', [{ ...PUBLIC, kid: undefined }], /jwks\.keys\.0: has no kid/],
    ['two of one kid', [PUBLIC, PUBLIC], /jwks\.keys\.1: has the kid of another/],
    ['none', [], /jwks\.keys/],
    ['no key', ['key'], /jwks\.keys\.0/],
  ])('with keys that are %s stop the start', (_name, keys, message) => {
    expect(() => inline(...keys)).toThrow(message)
  })

  test('that are private are not quoted', () => {
    const { d } = PRIVATE as { d: string }
    expect(() => inline(PRIVATE)).not.toThrow(d)
  })

  test.each<[string, object[], RegExp]>([
    ['the same id', [minimal, { ...minimal, issuer: 'b' }], /clients\.1\.id/],
    ['the same issuer', [minimal, { ...minimal, id: 'b' }], /clients\.1\.issuer/],
    [
      'the same issuer, one with tenants',
      [minimal, { ...minimal, id: 'b', tenants: ['b'] }],
      /clients\.1\.issuer/,
    ],
    [
      'the same issuer and tenant',
      [
        { ...minimal, tenants: ['a', 'c'] },
        { ...minimal, id: 'b', tenants: ['b', 'a'] },
      ],
      /clients\.1\.tenants/,
    ],
  ])('with %s stop the start', (_name, clients, message) => {
    expect(() => load({ clients })).toThrow(message)
  })

  test('beside openMode stop the start', () => {
    expect(() => load({ clients: [minimal], openMode: {} })).toThrow(/openMode: has no effect/)
  })

  test('T30 none: only loopback is listened on', () => {
    expect(() => load({ clients: [] }, { HOST: '0.0.0.0' })).toThrow(/HOST/)
    expect(() => load({}, { HOST: '::' })).toThrow(/list clients/)
  })
})
