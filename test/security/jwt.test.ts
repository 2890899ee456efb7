import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type JwksServer, startJwksServer } from '../support/jwks-server.ts'
import { exchange, type Listening, listen, postBytes } from '../support/raw-http.ts'
import { clientsYaml, sign } from '../support/tokens.ts'
import { VARIANTS } from './forged/variants.ts'
import {
  AUD,
  BASE,
  body,
  EHR,
  es384,
  good,
  NOW,
  now,
  OTHER,
  others,
  PATH,
  rs384,
  signer,
  stranger,
  tenantKey,
  trap,
} from './forged/world.ts'

let app: Listening
let jwks: JwksServer

beforeAll(async () => {
  jwks = await startJwksServer(tenantKey.jwk)
  app = await listen({
    now: NOW,
    config: `publicUrl: ${BASE}\n${clientsYaml(
      { id: 'ehr', issuer: EHR, jku: `${EHR}/jwks`, jwks: { keys: [es384.jwk, rs384.jwk] } },
      { id: 'other', issuer: OTHER, jwks: { keys: [others.jwk] }, services: ['medication-safety'] },
      { id: 'north', issuer: 'shared', tenants: ['north'], internalJwksUrl: jwks.url },
      { id: 'south', issuer: 'shared', tenants: ['south'], internalJwksUrl: jwks.url },
    )}`,
  })
})
afterAll(async () => {
  await app.close()
  await jwks.close()
  await trap.close()
})

/** Sends the token as it is, over a connection of its own. */
async function send(authorization: string | undefined, path = PATH, payload = body) {
  const lines = authorization === undefined ? [] : [`Authorization: ${authorization}`]
  const [answer, ...rest] = await exchange(app.port, postBytes(path, payload, lines))
  if (answer === undefined || rest.length > 0) throw new Error('one answer was expected')
  return answer
}

const SUBJECTS = ['x-request-id', 'date']

describe('R4 forged and invalid tokens', () => {
  const answers = new Set<string>()

  test('there are at least 130', () => expect(VARIANTS.length).toBeGreaterThanOrEqual(130))

  test.each(VARIANTS)('%s: %s', async (_name, reason, make) => {
    const answer = await send(await make())
    expect(answer.status).toBe(401)
    const lines = Object.entries(answer.headers).filter(([name]) => !SUBJECTS.includes(name))
    answers.add(JSON.stringify([answer.status, lines, answer.body]))
    // The reason is in the log, and nowhere else.
    const line = app.logs.findLast(({ msg }) => msg === 'client refused')
    expect(line).toMatchObject({ reason, requestId: answer.headers['x-request-id'] })
  })

  test('T8 all have one answer, byte for byte', () => {
    expect([...answers]).toHaveLength(1)
    expect([...answers].join()).toContain('"www-authenticate","Bearer"')
    expect([...answers].join()).toContain('CDS_CLIENT_UNTRUSTED')
  })

  test('none made us call anybody', () => {
    expect(trap.connections()).toBe(0)
    // Keys were fetched at the start, and unknown tenants cost nothing.
    expect(jwks.requests()).toBe(1)
  })

  test('none was answered in the audit trail either, and each has its reason there', async () => {
    await app.store.flush()
    const records = []
    for await (const record of app.store.audit.records({})) records.push(record)
    expect(records).toHaveLength(VARIANTS.length)
    expect(new Set(records.map(({ client, status }) => `${client} ${status}`))).toEqual(
      new Set([' 401']),
    )
    expect(records.map(({ code }) => code).toSorted()).toEqual(
      VARIANTS.map(([, reason]) => reason).toSorted(),
    )
  })

  test('no log line holds a token', () => {
    expect(JSON.stringify(app.logs)).not.toMatch(/eyJ[\w-]+\./)
  })
})

describe('genuine tokens', () => {
  test.each<[string, () => Promise<string> | string]>([
    ['ES384', () => good()],
    ['RS384', () => sign({ key: rs384, iss: EHR, now }, AUD)],
    ['with a list of audiences', () => good({ aud: ['https://else.example', AUD] })],
    ['without typ', () => good({}, { typ: undefined })],
    ['with the registered jku', () => good({}, { jku: `${EHR}/jwks` })],
    ['with sub and nbf', () => good({ sub: EHR, nbf: now })],
    ['issued in 30 s', () => good({ iat: now + 30, nbf: now + 30 })],
    ['expired 30 s ago', () => good({ iat: now - 270, exp: now - 30 })],
    ['of a tenant', () => sign({ key: tenantKey, iss: 'shared', now }, AUD, { tenant: 'south' })],
  ])('%s are taken', async (_name, make) => {
    expect((await send(`Bearer ${await make()}`)).status).toBe(200)
  })

  test('T6 of ten uses of one at once, one is answered', async () => {
    const token = `Bearer ${await good()}`
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(token)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(401)])
  })

  test('T6 a forged one does not use up the jti of a genuine one', async () => {
    const jti = randomUUID()
    expect(
      (await send(`Bearer ${await sign({ key: stranger, iss: EHR, now }, AUD, { jti })}`)).status,
    ).toBe(401)
    expect((await send(`Bearer ${await good({ jti })}`)).status).toBe(200)
  })

  test('T6 another issuer may use the same jti', async () => {
    const jti = randomUUID()
    expect((await send(`Bearer ${await good({ jti })}`)).status).toBe(200)
    const path = '/cds-services/medication-safety'
    const token = await sign({ key: others, iss: OTHER, now }, BASE + path, { jti })
    expect((await send(`Bearer ${token}`, path, '{}')).status).toBe(400)
  })

  test('a client is refused where another’s service is called, and told so', async () => {
    const token = await sign({ key: others, iss: OTHER, now }, AUD)
    const answer = await send(`Bearer ${token}`)
    expect(answer.status).toBe(403)
    expect(answer.body).toContain('CDS_SERVICE_FORBIDDEN')
  })

  test('the token is judged before the body is read', async () => {
    const [answer] = await exchange(
      app.port,
      `POST ${PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 5000000\r\n\r\n`,
    )
    expect(answer?.status).toBe(401)
  })

  test('a service that is not there is 404 to a client, and 401 to a stranger', async () => {
    const path = '/cds-services/nope'
    expect((await send(`Bearer ${await sign(signer(), BASE + path)}`, path)).status).toBe(404)
    expect((await send(undefined, path)).status).toBe(401)
  })
})
