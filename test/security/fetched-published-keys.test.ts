import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { importJWK } from 'jose'
import request from 'supertest'
import { type JwksServer, startJwksServer } from '../support/jwks-server.ts'
import { makeApp, type TestApp } from '../support/make-app.ts'
import { clientsYaml, makeKey, sign, type TestKey } from '../support/tokens.ts'

const BASE = 'https://cds.example.org'
const PATH = '/cds-services/medication-safety'
const NOW = '2026-11-24T12:00:00Z'
const ISS = 'https://ehr.example.org'
const [kid, alg] = ['ours', 'ES256']

/** RFC 7515, appendix A.3, with its private half as it stands there. */
const jwk = {
  ...{ kty: 'EC', crv: 'P-256', kid, alg },
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
}
const d = 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI'
// Cast: only symmetric keys come as bytes.
const privateKey = (await importJWK({ ...jwk, d }, alg)) as CryptoKey
const published: TestKey = { kid, alg, jwk, privateKey }
const other = await makeKey('ES256', 'other')

describe('T30 a fetched key whose private half is published', () => {
  let keys: JwksServer
  let app: TestApp | undefined
  beforeEach(async () => {
    keys = await startJwksServer(jwk, other.jwk)
  })
  afterEach(async () => {
    await app?.close()
    await keys.close()
  })

  const start = async (HOST: string, ...others: readonly string[]) => {
    const clients = ['ehr', ...others].map((id) => ({
      ...{ id, algorithms: ['ES256'], issuer: id === 'ehr' ? ISS : `https://${id}.example.org` },
      ...(id === 'ehr' ? { internalJwksUrl: keys.url } : { jwks: { keys: [other.jwk] } }),
    }))
    const config = `publicUrl: ${BASE}\n${clientsYaml(...clients)}`
    app = await makeApp({ config, now: NOW, env: { HOST } })
    return app
  }
  const statusFor = async ({ app: listener }: TestApp, key: TestKey) => {
    const token = await sign({ key, iss: ISS, now: Date.parse(NOW) / 1000 }, BASE + PATH)
    const sent = request(listener).post(PATH).set('authorization', `Bearer ${token}`)
    return (await sent.send({ hook: 'none' })).status
  }
  const warnings = ({ logs }: TestApp) =>
    logs.filter(({ msg }) => msg === 'anybody can sign with keys that stand there')

  test.each([
    ['where the service listens beyond this machine', '0.0.0.0', []],
    ['beside another client', '127.0.0.1', ['second']],
  ])('is not used %s; the others are', async (_name, host, others) => {
    const running = await start(host, ...others)
    expect(await statusFor(running, published)).toBe(401)
    expect(running.logs).toContainEqual(expect.objectContaining({ reason: 'key-published' }))
    // That the body is none of a hook is what the service says once it has let the call in.
    expect(await statusFor(running, other)).toBe(400)
    expect(warnings(running)).toMatchObject([
      { jwks: keys.url, clients: ['ehr'], published: ['RFC 7515, appendix A.3'], areTaken: false },
    ])
  })

  test('is taken for a trial on this machine, with a warning', async () => {
    const running = await start('127.0.0.1')
    expect(await statusFor(running, published)).toBe(400)
    expect(warnings(running)).toMatchObject([{ clients: ['ehr'], areTaken: true }])
  })
})
