import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { mayRead } from '../../src/prefetch/scope.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import type { TestApp } from '../support/make-app.ts'
import {
  authorization,
  cardsOf,
  fieldsOf,
  fixtures,
  type Json,
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
