import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import supertest from 'supertest'
import { fixtures, NOW, rpv, start } from '../conformance/fixtures.ts'
import { type BlackHole, openBlackHole } from '../support/black-hole.ts'
import { type JwksServer, startJwksServer } from '../support/jwks-server.ts'
import type { TestApp } from '../support/make-app.ts'
import { ONLY_INTERVALS } from '../support/only-intervals.ts'
import { clientsYaml, makeKey, sign, type TestKey } from '../support/tokens.ts'

const BASE = 'https://cds.example.org'
const PV = '/cds-services/pv'
const HOUR = 3_600_000
const TEN_MINUTES = 600_000

let key: TestKey
let next: TestKey
beforeAll(async () => {
  key = await makeKey('ES384', 'k1')
  next = await makeKey('ES384', 'k2')
})

const call = async ({ app }: TestApp, iss: string, signer: TestKey, kid = signer.kid) => {
  const token = { key: signer, iss, now: Date.parse(NOW) / 1000 }
  const jwt = await sign(token, BASE + PV, {}, { kid })
  return supertest(app).post(PV).set('authorization', `Bearer ${jwt}`).send(rpv())
}

describe('R9 an address of keys that takes connections and never answers', () => {
  let jwks: JwksServer
  let clock: number
  beforeEach(async () => {
    clock = 0
    jwks = await startJwksServer(key.jwk)
  })
  afterEach(() => jwks.close())
  const trusting = () =>
    start({
      registry: fixtures,
      config: `publicUrl: ${BASE}\n${clientsYaml(
        { id: 'ehr', issuer: 'ehr', internalJwksUrl: jwks.url },
        { id: 'other', issuer: 'other', jwks: { keys: [key.jwk] } },
      )}`,
      engine: { monotonic: () => clock },
    })

  test('holds up no call whose key is known, and no other client', async () => {
    const app = await trusting()
    let pending = 0
    jwks.answer = (response) => {
      pending += 1
      response.once('close', () => {
        pending -= 1
      })
    }
    for (const hours of [1, 5, 23]) {
      clock = hours * HOUR
      const answers = await Promise.all([
        call(app, 'ehr', key),
        call(app, 'ehr', key),
        call(app, 'other', key),
      ])
      expect(answers.map(({ status, body }) => [status, body.cards.length])).toEqual(
        Array(3).fill([200, 1]),
      )
    }
    // Answered while their fetch was still open.
    expect(pending).toBe(1)
    expect(jwks.requests()).toBe(2)
  })

  test('costs calls of unknown keys one fetch for all, whose end they wait for; then 401', async () => {
    const app = await trusting()
    jwks.answer = () => {}
    clock = HOUR
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_each, index) => call(app, 'ehr', next, `x${index}`)),
    )
    for (const { status } of answers) expect(status).toBe(401)
    expect(jwks.requests()).toBe(2)
    expect((await call(app, 'ehr', next, 'x')).status).toBe(401)
    expect(jwks.requests()).toBe(2)
    expect((await call(app, 'ehr', key)).status).toBe(200)
  })
})

describe('R9 an address of keys that takes no connection', () => {
  let hole: BlackHole
  beforeEach(async () => {
    hole = await openBlackHole()
  })
  afterEach(() => hole.close())

  test('refuses its own clients, and no other', async () => {
    const app = await start({
      registry: fixtures,
      config: `publicUrl: ${BASE}\n${clientsYaml(
        { id: 'dark', issuer: 'dark', internalJwksUrl: `http://127.0.0.1:${hole.port}/jwks` },
        { id: 'other', issuer: 'other', jwks: { keys: [key.jwk] } },
      )}`,
    })
    const statuses = ['dark', 'other', 'dark'].map(
      async (iss) => (await call(app, iss, key)).status,
    )
    expect(await Promise.all(statuses)).toEqual([401, 200, 401])
  })
})

describe('T7 keys that were withdrawn', () => {
  let jwks: JwksServer
  beforeEach(async () => {
    jest.useFakeTimers(ONLY_INTERVALS)
    jwks = await startJwksServer(key.jwk)
  })
  afterEach(async () => {
    jest.useRealTimers()
    await jwks.close()
  })

  test('are gone ten minutes later, although nobody has called', async () => {
    const app = await start({
      registry: fixtures,
      config: `publicUrl: ${BASE}\n${clientsYaml({ id: 'ehr', issuer: 'ehr', internalJwksUrl: jwks.url })}`,
    })
    jwks.keys = [next.jwk]
    expect((await call(app, 'ehr', key)).status).toBe(200)
    const { promise: asked, resolve } = Promise.withResolvers<void>()
    jwks.answer = (response) => {
      response.end(JSON.stringify({ keys: jwks.keys }))
      response.once('close', resolve)
    }
    jest.advanceTimersByTime(TEN_MINUTES)
    await asked
    expect((await call(app, 'ehr', next)).status).toBe(200)
    expect((await call(app, 'ehr', key)).status).toBe(401)
    expect(jwks.requests()).toBe(2)
  })
})
