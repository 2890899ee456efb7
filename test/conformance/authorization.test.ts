import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { mayRead } from '../../src/prefetch/scope.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import type { TestApp } from '../support/make-app.ts'
import { clientsYaml, makeKey, sign } from '../support/tokens.ts'
import {
  authorization,
  cardsOf,
  fieldsOf,
  fixtures,
  type Json,
  NOW,
  patient,
  post,
  requestFor,
  rpv,
  start,
  without,
} from './fixtures.ts'

let app: TestApp
let ehr: FhirServer
const condition = { resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/pat1' } }
beforeAll(async () => {
  app = await start({ registry: fixtures })
})
beforeEach(async () => {
  ehr = await startFhirServer({
    resources: [patient, condition],
    token: authorization.access_token,
  })
  servers.push(ehr)
})
const servers: FhirServer[] = []
afterAll(async () => {
  for (const server of servers) await server.close()
})

/** A request without prefetch, with a token. */
const asking = (change: Json = {}) =>
  requestFor('patient-view', {
    fhirServer: ehr.url,
    fhirAuthorization: { ...authorization, ...change },
  })

describe('the five members', () => {
  test.each(Object.keys(authorization))('FA-01 without %s: 400', async (member) => {
    const fhirAuthorization = without(authorization, member)
    const answer = await post(app, 'pv', rpv({ fhirServer: ehr.url, fhirAuthorization }))
    expect(answer.status).toBe(400)
    expect(fieldsOf(answer.body)).toEqual([`fhirAuthorization.${member}`])
  })

  test.each([
    ['access_token', 7],
    ['expires_in', '300'],
    ['expires_in', 1.5],
    ['scope', ['user/*.read']],
    ['subject', null],
  ])('FA-01 %s as %j: 400', async (member, value) => {
    const fhirAuthorization = { ...authorization, [member]: value }
    const answer = await post(app, 'pv', rpv({ fhirServer: ehr.url, fhirAuthorization }))
    expect(answer.status).toBe(400)
    expect(fieldsOf(answer.body)).toEqual([`fhirAuthorization.${member}`])
    expect(answer.text).not.toContain(authorization.access_token)
  })
})

test('FA-02 another token type is 400, the case is free', async () => {
  expect((await post(app, 'pv', asking({ token_type: 'MAC' }))).status).toBe(400)
  expect((await post(app, 'pv', asking({ token_type: 'bearer' }))).status).toBe(200)
})

test('FA-03 patient scopes without patient are taken', async () => {
  expect((await post(app, 'pv', asking({ scope: 'patient/*.read' }))).status).toBe(200)
})

test('FA-04 a token made for another patient is not used', async () => {
  expect((await post(app, 'pv', asking({ patient: 'pat2' }))).status).toBe(412)
  expect(ehr.requests).toHaveLength(0)
  expect((await post(app, 'pv', asking({ patient: 'pat1' }))).status).toBe(200)
})

test('FA-05 a token that has run out is not used', async () => {
  expect((await post(app, 'pv', asking({ expires_in: 0 }))).status).toBe(412)
  expect(ehr.requests).toHaveLength(0)
})

test.each([-1, -9_007_199_254_740_991])('T3 a token for %i seconds is not used', async (left) => {
  expect((await post(app, 'pv', asking({ expires_in: left }))).status).toBe(412)
  expect(ehr.requests).toHaveLength(0)
})

test('T3 a token for ages serves the one request', async () => {
  const ages = Number.MAX_SAFE_INTEGER
  expect((await post(app, 'pv', asking({ expires_in: ages }))).status).toBe(200)
  const before = ehr.requests.length
  expect((await post(app, 'pv', requestFor('patient-view', { fhirServer: ehr.url }))).status).toBe(
    412,
  )
  for (const { headers } of ehr.requests.slice(before))
    expect(headers).not.toHaveProperty('authorization')
})

test.each([
  [1, 412, 0],
  [2, 200, 2],
])('T3 the %i s of a token count from the arrival of the call', async (left, status, requests) => {
  const key = await makeKey('ES384', 'k1')
  const iss = 'https://ehr.example.org'
  let ms = 0
  const own = await start({
    registry: fixtures,
    config: `publicUrl: https://cds.example.org\n${clientsYaml({
      ...{ id: 'ehr', issuer: iss, jwks: { keys: [key.jwk] } },
      ...{ internalFhirServers: [ehr.url], deadlineMs: 60_000, fhirTimeoutMs: 60_000 },
    })}`,
    engine: { monotonic: () => ms },
    replayGuard: {
      async claim() {
        ms = 1000
        return 'first'
      },
    },
  })
  const path = '/cds-services/pv'
  const now = Date.parse(NOW) / 1000
  const jwt = await sign({ key, iss, now }, `https://cds.example.org${path}`)
  const answer = await supertest(own.app)
    .post(path)
    .set('authorization', `Bearer ${jwt}`)
    .send(asking({ expires_in: left }))
  expect(answer.status).toBe(status)
  if (status === 412) expect(answer.text).toContain('look at access_token, scope')
  expect(ehr.requests).toHaveLength(requests)
})

test.each([
  [1, 2, 'unknown'],
  [2, 4, '3'],
])(
  'T3 with a token for %i s no request is begun after that',
  async (left, requests, conditions) => {
    const slow = await startFhirServer({
      resources: [patient, ...['c1', 'c2', 'c3'].map((id) => ({ ...condition, id }))],
      token: authorization.access_token,
      pageSize: 1,
    })
    servers.push(slow)
    // Half a second for each request that the server has had.
    const own = await start({
      registry: fixtures,
      config: 'openMode: { deadlineMs: 60000, fhirTimeoutMs: 60000 }',
      engine: { monotonic: () => slow.requests.length * 500 },
    })
    const [card] = await cardsOf(own, 'pv', {
      ...asking({ expires_in: left }),
      fhirServer: slow.url,
    })
    expect(card?.summary).toContain(`conditions ${conditions}`)
    expect(slow.requests).toHaveLength(requests)
  },
)

test('FA-06 the token stays nowhere: logs at trace, files, metrics, answers', async () => {
  const own = await start({ registry: fixtures })
  const answers = [await post(own, 'pv', asking())]
  ehr.fail(/./, 500)
  answers.push(await post(own, 'pv', asking()))
  ehr.fail(/./, 'reset')
  answers.push(await post(own, 'pv', asking({ expires_in: 'x' })), await post(own, 'pv', asking()))
  expect(answers.map((answer) => answer.status)).toEqual([200, 412, 400, 412])
  expect(ehr.requests[0]?.headers.authorization).toBe(`Bearer ${authorization.access_token}`)
  await own.store.flush()
  const kept = [
    ...answers.map((answer) => answer.text + JSON.stringify(answer.headers)),
    JSON.stringify(own.logs),
    (await supertest(own.app).get('/metrics')).text,
    ...readdirSync(own.dataDir).map((file) => readFileSync(join(own.dataDir, file), 'latin1')),
  ]
  expect(own.logs.length).toBeGreaterThanOrEqual(4)
  for (const each of kept) expect(each).not.toContain(authorization.access_token)
})

test('FA-06 the token of one request serves no other', async () => {
  expect((await post(app, 'pv', asking())).status).toBe(200)
  const before = ehr.requests.length
  const later = await post(app, 'pv', requestFor('patient-view', { fhirServer: ehr.url }))
  expect(later.status).toBe(412)
  for (const { headers } of ehr.requests.slice(before))
    expect(headers).not.toHaveProperty('authorization')
})

test.each([
  ['patient/Observation.rs?category=laboratory', 'Observation', true],
  ['user/Observation.read', 'Observation', true],
  ['system/*.*', 'Observation', true],
  ['patient/*.cruds', 'Condition', true],
  ['patient/Observation.cud', 'Observation', false],
  ['user/Observation.write', 'Observation', false],
  ['openid launch user/Patient.read', 'Observation', false],
  ['openid fhirUser', 'Observation', true],
  ['', 'Observation', true],
  ['%%% ./.', 'Observation', true],
])('FA-07 the scope %j on %s: %j', (scope, type, allowed) => {
  expect(mayRead(scope, type)).toBe(allowed)
})

test.each(['user/Patient.read', 'patient/Patient.rs', 'openid patient/Patient.r'])(
  'FA-08 with the scope %s only the patient is asked for',
  async (scope) => {
    const cards = await cardsOf(app, 'pv', asking({ scope }))
    expect(ehr.requests.map((request) => request.path)).toEqual(['/Patient/pat1'])
    expect(cards[0]?.summary).toBe('Seen: Example, conditions unknown')
  },
)

test.each([{ fhirAuthorization: null }, {}, { fhirServer: 'https://ehr.example.org/fhir' }])(
  'FA-09 no token: %j',
  async (change) => {
    expect((await post(app, 'pv', rpv(change))).status).toBe(200)
  },
)
