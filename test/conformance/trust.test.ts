import { randomUUID } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { loadConfig } from '../../src/config.ts'
import type { FeedbackRow } from '../../src/store/store.ts'
import { type JwksServer, startJwksServer } from '../support/jwks-server.ts'
import type { TestApp, TestAppOptions } from '../support/make-app.ts'
import { clientsYaml, makeKey, part, sign, type TestKey } from '../support/tokens.ts'
import { setTrap, type Trap } from '../support/trap.ts'
import { fixtures, NOW, rpv, start } from './fixtures.ts'

const BASE = 'https://cds.example.org'
const DISCOVERY = '/cds-services'
const PV = '/cds-services/pv'
const FEEDBACK = `${PV}/feedback`
const ISS = 'https://ehr.example.org'
const now = Date.parse(NOW) / 1000
const MINUTE = 60_000

let key: TestKey
let trap: Trap
let jwks: JwksServer
beforeAll(async () => {
  key = await makeKey('ES384', 'k1')
  trap = await setTrap()
})
afterAll(() => trap.close())
beforeEach(async () => {
  jwks = await startJwksServer(key.jwk)
})
afterEach(() => jwks.close())

const inline = { id: 'ehr', issuer: ISS }

/** The fixtures behind one client, whose keys are inline unless told otherwise. */
function trusting(client: object = {}, more: string = '', options: TestAppOptions = {}) {
  const keys = Object.keys(client).some((name) => /jwks/i.test(name))
    ? {}
    : { jwks: { keys: [key.jwk] } }
  const config = `publicUrl: ${BASE}\n${more}\n${clientsYaml({ ...inline, ...keys, ...client })}`
  return start({ registry: fixtures, config, ...options })
}

const token = (path: string, claims: object = {}, header: object = {}, signer = key) =>
  sign({ key: signer, iss: ISS, now }, BASE + path, { ...claims }, { ...header })
const withToken = (call: supertest.Test, jwt: string | undefined, scheme = 'Bearer') =>
  jwt === undefined ? call : call.set('authorization', `${scheme} ${jwt}`)
const hook = ({ app }: TestApp, jwt: string | undefined, scheme?: string) =>
  withToken(supertest(app).post(PV), jwt, scheme).send(rpv())
const discover = ({ app }: TestApp, jwt?: string) => withToken(supertest(app).get(DISCOVERY), jwt)
const entry = { card: randomUUID(), outcome: 'overridden', outcomeTimestamp: NOW }
const feedback = ({ app }: TestApp, jwt: string | undefined, card = entry.card) =>
  withToken(supertest(app).post(FEEDBACK), jwt).send({ feedback: [{ ...entry, card }] })

test('whom no service answered is counted by error code, and by nothing of the request', async () => {
  const app = await trusting({ services: ['pv'] })
  await hook(app, undefined)
  await hook(app, 'no.real.token')
  await withToken(supertest(app.app).post(FEEDBACK), await token(FEEDBACK)).send({})
  await supertest(app.app).post('/cds-services/pv/nowhere').send(rpv())
  await hook(app, await token(PV))
  const { text } = await supertest(app.app).get('/metrics')
  expect(text.match(/^cardstock_refusals_total.*$/gm)?.toSorted()).toEqual([
    'cardstock_refusals_total{code="CDS_CLIENT_UNTRUSTED"} 2',
    'cardstock_refusals_total{code="CDS_FEEDBACK_INVALID"} 1',
    'cardstock_refusals_total{code="CDS_NOT_FOUND"} 1',
  ])
  expect(text).toContain(
    'cardstock_requests_total{service="pv",hook="patient-view",status="200"} 1',
  )
})

describe('discovery', () => {
  test('DISC-08 needs a token for its own address, where it is closed', async () => {
    const app = await trusting()
    expect((await discover(app)).status).toBe(401)
    expect((await discover(app, await token(PV))).status).toBe(401)
    expect((await discover(app, await token(DISCOVERY))).status).toBe(200)
  })

  test('DISC-08 needs none where it is open; services still do', async () => {
    const app = await trusting({}, 'discovery: open')
    const { status, body } = await discover(app)
    expect(status).toBe(200)
    expect(body.services).toHaveLength(5)
    expect((await hook(app, undefined)).status).toBe(401)
  })

  test('DISC-08 a client sees the services that it may call, and no page tells of others', async () => {
    const app = await trusting({ services: ['dual'] })
    const { body } = await discover(app, await token(DISCOVERY))
    expect(body.services.map(({ id }: { id: string }) => id)).toEqual(['dual', 'dual'])
    expect((await supertest(app.app).get('/')).text).not.toContain('Service pv')
    const refused = await hook(app, await token(PV))
    expect([refused.status, refused.body.issue[0].details.coding[0].code]).toEqual([
      403,
      'CDS_SERVICE_FORBIDDEN',
    ])
  })
})

test('HTTP-04 all 401 are one: generic, and byte for byte the same', async () => {
  const app = await trusting()
  const answers = [
    await hook(app, undefined),
    await hook(app, await token(PV, { iat: now - 500, exp: now - 300 })),
    await hook(app, await token(DISCOVERY)),
    await hook(app, await token(PV, {}, {}, await makeKey('ES384', 'k1'))),
    await feedback(app, 'x'),
    await discover(app, 'x'),
  ]
  const [first] = answers
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  expect(first?.body.issue).toHaveLength(1)
  expect(first?.body.issue[0]).toMatchObject({ severity: 'error', code: 'login' })
  for (const { status, headers } of answers)
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer'])
})

describe('feedback', () => {
  test('FB-12 needs a token for its address, or for its service', async () => {
    const app = await trusting()
    expect((await feedback(app, undefined)).status).toBe(401)
    expect((await feedback(app, await token(FEEDBACK))).status).toBe(200)
    expect((await feedback(app, await token(PV))).status).toBe(200)
    expect((await feedback(app, await token(DISCOVERY))).status).toBe(401)
    expect((await feedback(app, await token('/cds-services/os'))).status).toBe(401)
  })

  test('FB-12 one about a card that went to another client is kept, unverified', async () => {
    const other = await makeKey('ES384', 'k1')
    const clients = [
      { ...inline, jwks: { keys: [key.jwk] } },
      { id: 'other', issuer: 'other', jwks: { keys: [other.jwk] } },
    ]
    const app = await start({
      registry: fixtures,
      config: `publicUrl: ${BASE}\n${clientsYaml(...clients)}`,
    })
    const { body } = await hook(app, await token(PV))
    await app.store.flush()
    const { uuid } = body.cards[0]
    const foreign = await sign({ key: other, iss: 'other', now }, BASE + FEEDBACK)
    expect((await feedback(app, foreign, uuid)).status).toBe(200)
    expect((await feedback(app, await token(FEEDBACK), uuid)).status).toBe(200)
    const rows: FeedbackRow[] = []
    for await (const row of app.store.feedback({ includeUnverified: true })) rows.push(row)
    expect(rows.map(({ client, verified }) => [client, verified])).toEqual([
      ['other', false],
      ['ehr', true],
    ])
  })
})

describe('what is listened on', () => {
  const load = (config: string, HOST: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'cardstock-')), 'config.yaml')
    writeFileSync(file, config)
    return loadConfig({ CARDSTOCK_CONFIG: file, HOST })
  }
  const clients = (more: object = {}) =>
    clientsYaml({ ...inline, jwks: { keys: [key.jwk] }, ...more })

  test('SEC-02 nothing is answered beyond this machine without clients that authenticate', () => {
    expect(() => load('', '0.0.0.0')).toThrow(/HOST/)
    expect(load(`publicUrl: ${BASE}\n${clients()}`, '0.0.0.0').host).toBe('0.0.0.0')
  })

  test('GEN-02 beyond this machine the public address is https', () => {
    expect(() => load(clients(), '0.0.0.0')).toThrow(/publicUrl/)
    expect(() => load(`publicUrl: http://cds.example.org\n${clients()}`, '::')).toThrow(/publicUrl/)
    const bare = clients({ audienceBaseUrl: 'http://cds.example.org' })
    expect(() => load(`publicUrl: ${BASE}\n${bare}`, '::')).toThrow(/audienceBaseUrl/)
  })
})

test('SEC-03 each of the three addresses needs a token', async () => {
  const app = await trusting()
  for (const answer of [
    await discover(app),
    await hook(app, undefined),
    await feedback(app, undefined),
  ])
    expect(answer.status).toBe(401)
})

describe('who is trusted', () => {
  test('SEC-06 an issuer that is not listed is refused, and so is a jku; nobody is called', async () => {
    const app = await trusting()
    const jku = `http://127.0.0.1:${trap.port}/jwks`
    expect((await hook(app, await token(PV, { iss: 'https://else.example' }))).status).toBe(401)
    expect((await hook(app, await token(PV, {}, { jku }))).status).toBe(401)
    expect(trap.connections()).toBe(0)
  })

  test('SEC-08 the cheap is asked before the dear; the log has the reason and no token', async () => {
    const app = await trusting()
    const stranger = await makeKey('ES384', 'k1')
    const wrongs = [
      { iss: 'else', aud: 'else', exp: 1, jti: '' },
      { aud: 'else', exp: 1, jti: '' },
      { iat: now - 500, exp: now - 300 },
      {},
    ]
    const tokens = await Promise.all(wrongs.map((claims) => token(PV, claims, {}, stranger)))
    for (const jwt of tokens) await hook(app, jwt)
    const good = await token(PV, { jti: 'jti-4711' })
    await hook(app, good)
    const lines = app.logs.filter(({ msg }) => msg === 'client refused')
    expect(lines.map(({ reason, claimed }) => [reason, claimed])).toEqual([
      ['issuer-unknown', undefined],
      ['aud-mismatch', 'ehr'],
      ['expired', 'ehr'],
      ['signature-wrong', 'ehr'],
    ])
    expect(app.logs).toContainEqual(expect.objectContaining({ client: 'ehr', jti: 'jti-4711' }))
    const all = JSON.stringify(app.logs)
    for (const jwt of [...tokens, good])
      for (const each of jwt.split('.')) expect(all).not.toContain(each)
  })
})

describe('tokens', () => {
  test.each(['Bearer', 'bearer', 'BEARER'])('JWT-01 come as %s tokens', async (scheme) => {
    const app = await trusting()
    expect((await hook(app, await token(PV), scheme)).status).toBe(200)
    expect((await hook(app, await token(PV), 'Basic')).status).toBe(401)
  })

  test.each(['none', 'None', 'NONE'])('JWT-02 alg %s is refused', async (alg) => {
    const app = await trusting()
    const [, payload = ''] = (await token(PV)).split('.')
    const header = part({ alg, kid: 'k1', typ: 'JWT' })
    expect((await hook(app, `${header}.${payload}.`)).status).toBe(401)
    expect((await hook(app, `${header}.${payload}.AAAA`)).status).toBe(401)
  })

  test.each(['HS256', 'HS384', 'HS512'])(
    'JWT-03 %s is refused, and cannot be configured',
    async (alg) => {
      const app = await trusting()
      const [, payload = ''] = (await token(PV)).split('.')
      const jwt = `${part({ alg, kid: 'k1' })}.${payload}.AAAA`
      expect((await hook(app, jwt)).status).toBe(401)
      await expect(trusting({ algorithms: [alg] })).rejects.toThrow(/algorithms/)
    },
  )

  test.each(['ES384', 'RS384'])('JWT-04 %s is taken', async (alg) => {
    const own = await makeKey(alg)
    const app = await trusting({ jwks: { keys: [own.jwk] } })
    expect((await hook(app, await token(PV, {}, {}, own))).status).toBe(200)
  })

  test.each(['ES256', 'ES512', 'RS256', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA'])(
    'JWT-04 %s is taken where it is configured, and only there',
    async (alg) => {
      const own = await makeKey(alg)
      const keys = { jwks: { keys: [own.jwk] } }
      const app = await trusting({ ...keys, algorithms: [alg] })
      expect((await hook(app, await token(PV, {}, {}, own))).status).toBe(200)
      expect((await hook(await trusting(keys), await token(PV, {}, {}, own))).status).toBe(401)
    },
  )

  test.each([
    ['a list that has it', [`${BASE}/else`, BASE + PV], 200],
    ['another service', `${BASE}/cds-services/os`, 401],
    ['the base alone', BASE, 401],
    ['a slash more', `${BASE}${PV}/`, 401],
    ['the address of the Host header', `http://evil.example${PV}`, 401],
  ])('JWT-05 aud is the configured public URL: %s', async (_name, aud, status) => {
    const app = await trusting()
    const answer = await hook(app, await token(PV, { aud })).set('host', 'evil.example')
    expect(answer.status).toBe(status)
  })

  test('JWT-06 an unknown kid causes one fetch and is refused', async () => {
    let clock = 0
    const app = await trusting({ internalJwksUrl: jwks.url }, '', {
      engine: { monotonic: () => clock },
    })
    expect(jwks.requests()).toBe(1)
    clock = MINUTE
    const flood = Array.from({ length: 20 }, async (_each, index) =>
      hook(app, await token(PV, {}, { kid: `x${index}` })),
    )
    for (const { status } of await Promise.all(flood)) expect(status).toBe(401)
    expect(jwks.requests()).toBe(2)
    expect((await hook(app, await token(PV))).status).toBe(200)
  })

  test.each<[string, object, object]>([
    ['for another address', { aud: `${BASE}/cds-services/os` }, {}],
    ['that has expired', { iat: now - 500, exp: now - 300 }, {}],
    ['that lives for too long', { exp: now + 4000 }, {}],
    ['without jti', { jti: undefined }, {}],
    ['of no client', { iss: 'https://else.example.org' }, {}],
    ['of another type', {}, { typ: 'at+jwt' }],
    ['with a jku of its own', {}, { jku: 'https://else.example.org/jwks' }],
  ])('T7 no keys are fetched for a token %s', async (_name, claims, header) => {
    let clock = 0
    const app = await trusting({ internalJwksUrl: jwks.url }, '', {
      engine: { monotonic: () => clock },
    })
    clock = 24 * 60 * MINUTE
    expect((await hook(app, await token(PV, claims, { kid: 'x', ...header }))).status).toBe(401)
    expect(jwks.requests()).toBe(1)
    // As a proof that the address would be asked: one that might be genuine.
    expect((await hook(app, await token(PV))).status).toBe(200)
    expect(jwks.requests()).toBe(2)
  })

  test('JWT-07 keys come from an address, named by jku or not, or from the configuration', async () => {
    const { url } = jwks
    for (const [client, header] of [
      [{ internalJwksUrl: url }, {}],
      [{ internalJwksUrl: url }, { jku: url }],
      [{}, {}],
    ])
      expect((await hook(await trusting(client), await token(PV, {}, header))).status).toBe(200)
  })

  test('JWT-08 a new key is taken without a restart', async () => {
    let clock = 0
    const app = await trusting({ internalJwksUrl: jwks.url }, '', {
      engine: { monotonic: () => clock },
    })
    const next = await makeKey('ES384', 'k2')
    jwks.keys = [key.jwk, next.jwk]
    clock = MINUTE
    expect((await hook(app, await token(PV, {}, {}, next))).status).toBe(200)
    expect((await hook(app, await token(PV))).status).toBe(200)
  })

  test.each([
    ['expired two minutes ago', { iat: now - 300, exp: now - 120 }, 401],
    ['expired within the skew', { iat: now - 300, exp: now - 29 }, 200],
    ['issued ahead', { iat: now + 60 }, 401],
    ['valid ahead', { nbf: now + 60 }, 401],
    ['for an hour', { exp: now + 3600 }, 401],
    ['for years', { exp: now + 1e8 }, 401],
  ])('JWT-09 a token %s', async (_name, claims, status) => {
    expect((await hook(await trusting(), await token(PV, claims))).status).toBe(status)
  })

  test('JWT-09 the longest lifetime can be set', async () => {
    const app = await trusting({ maxTokenSeconds: 3600 })
    expect((await hook(app, await token(PV, { exp: now + 3600 }))).status).toBe(200)
    expect((await hook(app, await token(PV, { exp: now + 3601 }))).status).toBe(401)
  })

  test('JWT-10 are taken once, whatever is called', async () => {
    const app = await trusting()
    const jwt = await token(PV)
    expect((await hook(app, jwt)).status).toBe(200)
    expect((await hook(app, jwt)).status).toBe(401)
    expect((await feedback(app, jwt)).status).toBe(401)
  })

  test.each([
    ['log', 'for all', {}, 'replay: log', 1],
    ['off', 'for all', {}, 'replay: off', 0],
    ['log', 'for this client', { replay: 'log' }, '', 1],
    ['off', 'for this client', { replay: 'off' }, '', 0],
  ])('JWT-11 replay %s, %s, takes one again', async (_mode, _for, client, more, warnings) => {
    const app = await trusting(client, more)
    const jwt = await token(PV)
    for (let use = 0; use < 2; use++) expect((await hook(app, jwt)).status).toBe(200)
    const lines = app.logs.filter(({ reason }) => reason === 'replayed')
    expect(lines.map(({ client: id }) => id)).toEqual(Array(warnings).fill('ehr'))
  })

  test('JWT-11 where it cannot be told whether one was used, the call is to come again', async () => {
    for (const claim of [
      async () => 'full' as const,
      async () => Promise.reject(new Error('down')),
    ]) {
      const app = await trusting({}, '', { replayGuard: { claim } })
      const answer = await hook(app, await token(PV))
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1'])
      const lenient = await trusting({ replay: 'log' }, '', { replayGuard: { claim } })
      expect((await hook(lenient, await token(PV))).status).toBe(200)
    }
  })

  test('JWT-12 may have further claims', async () => {
    const claims = { sub: ISS, nbf: now, tenant: 'x', 'x-y': { z: [1] } }
    expect((await hook(await trusting(), await token(PV, claims))).status).toBe(200)
  })

  test('JWT-13 the tenant is one of the client’s, where it has any', async () => {
    const app = await trusting({ tenants: ['north', 'south'] })
    for (const [tenant, status] of [
      ['north', 200],
      ['south', 200],
      ['east', 401],
      [undefined, 401],
    ] as const)
      expect((await hook(app, await token(PV, { tenant }))).status).toBe(status)
  })

  test.each([
    [undefined, false, 200],
    ['JWT', false, 200],
    ['jwt', false, 401],
    ['jwt', true, 200],
    ['at+jwt', false, 401],
    ['at+jwt', true, 401],
  ])('JWT-14 typ %s with lenientTyp %s: %i', async (typ, lenientTyp, status) => {
    expect((await hook(await trusting({ lenientTyp }), await token(PV, {}, { typ }))).status).toBe(
      status,
    )
  })

  test('JWT-15 keys behind a redirect are not fetched', async () => {
    jwks.answer = (response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${trap.port}/` }).end()
    const app = await trusting({ internalJwksUrl: jwks.url })
    expect((await hook(app, await token(PV))).status).toBe(401)
    expect(trap.connections()).toBe(0)
    expect(app.logs).toContainEqual(
      expect.objectContaining({ jwks: jwks.url, reason: 'status-302' }),
    )
  })

  test('JWT-15 a key for another use or algorithm is none', async () => {
    for (const change of [{ use: 'enc' }, { key_ops: ['encrypt'] }, { alg: 'RS384' }]) {
      jwks.keys = [{ ...key.jwk, ...change }]
      const app = await trusting({ internalJwksUrl: jwks.url })
      expect((await hook(app, await token(PV))).status).toBe(401)
    }
  })

  test('JWT-16 an alias of the base, or of the whole, is taken where it is configured', async () => {
    const aud = `https://alias.example${PV}`
    const app = await trusting({ audienceBaseUrl: 'https://alias.example/' })
    expect((await hook(app, await token(PV, { aud }))).status).toBe(200)
    expect((await hook(app, await token(PV))).status).toBe(401)
    const typed = await trusting({ audiences: ['cardstock'] })
    expect((await hook(typed, await token(PV, { aud: 'cardstock' }))).status).toBe(200)
    expect((await hook(typed, await token(PV))).status).toBe(200)
  })

  test.each([
    '/.well-known/jwks.json',
    '/.well-known/openid-configuration',
    '/.well-known/smart-configuration',
    '/jwks.json',
  ])('JWT-17 the service is no token client: nothing is at %s', async (path) => {
    const { app } = await trusting()
    expect((await supertest(app).get(path)).status).toBe(404)
  })
})
