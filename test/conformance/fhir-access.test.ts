import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { optional } from '#cds'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import type { TestApp } from '../support/make-app.ts'
import {
  authorization,
  bundle,
  cardsOf,
  fixtures,
  made,
  patient,
  post,
  requestFor,
  start,
  startAs,
} from './fixtures.ts'

let app: TestApp
let ehr: FhirServer
const servers: FhirServer[] = []
const condition = { resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/pat1' } }
beforeAll(async () => {
  app = await start({
    registry: fixtures,
    config: 'openMode: { deadlineMs: 1000, fhirTimeoutMs: 300 }',
  })
})
beforeEach(async () => {
  ehr = await startFhirServer({ resources: [patient, condition] })
  servers.push(ehr)
})
afterAll(async () => {
  for (const server of servers) await server.close()
})

const asking = (fhirServer = ehr.url) =>
  requestFor('patient-view', { fhirServer, fhirAuthorization: authorization })

test('FRA-01 the FHIR server is asked with the token', async () => {
  expect((await post(app, 'pv', asking())).status).toBe(200)
  expect(ehr.requests.length).toBe(2)
  for (const { headers } of ehr.requests)
    expect(headers.authorization).toBe(`Bearer ${authorization.access_token}`)
})

test('FRA-02 the answer is the same by prefetch and by query', async () => {
  const conds = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: condition }] }
  const ask = async (body: object) =>
    (await cardsOf(app, 'pv', body)).map(({ uuid: _uuid, ...card }) => card)
  const byPrefetch = await ask(requestFor('patient-view', { prefetch: { patient, conds } }))
  expect(byPrefetch).toHaveLength(1)
  expect(await ask(asking())).toEqual(byPrefetch)
})

test('FRA-03 without a token a server is asked only where the client allows it', async () => {
  const open = requestFor('patient-view', { fhirServer: ehr.url })
  const closed = await startAs(fixtures, { openFhir: false })
  expect((await post(closed, 'pv', open)).status).toBe(412)
  expect(ehr.requests).toHaveLength(0)
  expect((await post(app, 'pv', open)).status).toBe(200)
  for (const { headers } of ehr.requests) expect(headers).not.toHaveProperty('authorization')
})

test.each([
  'http://169.254.169.254/latest/meta-data',
  'http://10.0.0.1/fhir',
  'http://[::ffff:127.0.0.1]/fhir',
  'http://2130706433/fhir',
  'http://127.0.0.1.nip.io/fhir',
  'http://localhost.evil.example/fhir',
  'https://metadata.google.internal/',
])('FRA-04 %s is not one that may be called', async (server) => {
  // A call to such an address would wait for longer than this test may take.
  const patient = await startAs(fixtures, { deadlineMs: 120_000, fhirTimeoutMs: 120_000 })
  expect((await post(patient, 'pv', asking(server))).status).toBe(412)
})

test('FRA-04 a server on this machine is refused where the client has its own list', async () => {
  const listed = await startAs(fixtures, {
    loopbackFhir: false,
    fhirServers: ['https://ehr.example.org/fhir'],
  })
  expect((await post(listed, 'pv', asking())).status).toBe(412)
  expect(ehr.requests).toHaveLength(0)
  const own = await startAs(fixtures, { loopbackFhir: false, internalFhirServers: [ehr.url] })
  expect((await post(own, 'pv', asking())).status).toBe(200)
})

test('FRA-04 redirects are not followed', async () => {
  const other = await startFhirServer({ resources: [patient] })
  servers.push(other)
  ehr.fail(/./, 'redirect', `${other.url}/Patient/pat1`)
  expect((await post(app, 'pv', asking())).status).toBe(412)
  expect(other.requests).toHaveLength(0)
})

test.each(['stall', 'drip'] as const)('FRA-05 a %s is ended by the deadline', async (fault) => {
  ehr.fail(/./, fault)
  expect((await post(app, 'pv', asking())).status).toBe(412)
})

test('FRA-05 what is optional stays unknown when it stalls', async () => {
  ehr.fail('/Condition', 'stall')
  const [card] = await cardsOf(app, 'pv', asking())
  expect(card?.summary).toBe('Seen: Example, conditions unknown')
})

test.each([401, 403])('FRA-06 a %d of the FHIR server: not to be had', async (status) => {
  ehr.fail('/Condition', status)
  const [card] = await cardsOf(app, 'pv', asking())
  expect(card?.summary).toBe('Seen: Example, conditions unknown')
  ehr.fail('/Patient/pat1', status)
  const answer = await post(app, 'pv', asking())
  expect(answer.status).toBe(412)
  expect(answer.text).not.toContain('SECRET-BODY')
})

test.each([400, 403, 404, 500])('FRA-07 one call only on %d, for FHIR JSON', async (status) => {
  ehr.fail(/./, status)
  await post(app, 'pv', asking())
  expect(ehr.requests.map(({ path }) => path).toSorted()).toEqual(['/Condition', '/Patient/pat1'])
  for (const { headers } of ehr.requests) expect(headers.accept).toBe('application/fhir+json')
})

test('FRA-08 the token goes to no other server', async () => {
  const trap = await startFhirServer()
  servers.push(trap)
  ehr.load([{ ...condition, id: 'c2' }])
  ehr.fail('/Condition', 'next-elsewhere', `${trap.url}/Condition`)
  expect((await post(app, 'pv', asking())).status).toBe(200)
  expect(trap.requests).toHaveLength(0)
})

test('PFD-02 what the server answers about another patient is not used', async () => {
  ehr.load([{ ...condition, id: 'c2' }])
  ehr.fail('/Condition', (response) => {
    const other = { ...condition, id: 'c9', subject: { reference: 'Patient/pat2' } }
    const bundle = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: other }] }
    response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(bundle))
  })
  const [card] = await cardsOf(app, 'pv', asking())
  expect(card?.summary).toBe('Seen: Example, conditions unknown')
})

describe('T18 a read that is answered with something else', () => {
  const stay = { resourceType: 'Encounter', id: 'e1', subject: { reference: 'Patient/pat1' } }
  const user = { resourceType: 'Practitioner', id: 'p1' }
  const reading = () =>
    start({
      registry: made(
        ({ patient, stay, user }, { card }) => [
          card('plain', { text: [patient, stay, user].map(idOf).join(' ') }),
        ],
        {
          prefetch: {
            patient: optional('Patient/{{context.patientId}}'),
            stay: optional('Encounter/{{context.encounterId}}'),
            user: optional('{{context.userId}}'),
          },
        },
      ),
    })
  const idOf = (resource: unknown) => (resource as { id?: string } | undefined)?.id ?? '-'
  const request = () =>
    requestFor('patient-view', {
      context: { userId: 'Practitioner/p1', patientId: 'pat1', encounterId: 'e1' },
      fhirServer: ehr.url,
      fhirAuthorization: { ...authorization, scope: 'user/*.rs' },
    })
  beforeEach(() => ehr.load([stay, user]))

  test.each<[string, object, string]>([
    ['another id', { ...stay, id: 'e2' }, '/Encounter/e1'],
    ['no id', { ...stay, id: undefined }, '/Encounter/e1'],
    ['an id that is no text', { ...stay, id: 7 }, '/Encounter/e1'],
    ['another id, in a Bundle', bundle({ ...stay, id: 'e2' }), '/Encounter/e1'],
    ['another type', { ...user, resourceType: 'Patient', id: 'p1' }, '/Practitioner/p1'],
    ['another user', { ...user, id: 'p2' }, '/Practitioner/p1'],
    ['a patient without an id', { ...patient, id: undefined }, '/Patient/pat1'],
  ])('%s: is not used, and counted', async (_name, answer, path) => {
    const app = await reading()
    const said = ['/Patient/pat1', '/Encounter/e1', '/Practitioner/p1']
      .map((each) => (each === path ? '-' : each.split('/')[2]))
      .join(' ')
    ehr.fail(path, (response) => {
      response
        .writeHead(200, { 'content-type': 'application/fhir+json' })
        .end(JSON.stringify(answer))
    })
    expect((await cardsOf(app, 'made', request()))[0]?.summary).toBe(said)
    expect(app.logs.find(({ msg }) => msg === 'hook')).toMatchObject({ strangers: 1 })
  })

  test('what was asked for is used, alone or in a Bundle', async () => {
    const app = await reading()
    ehr.fail('/Encounter/e1', (response) => {
      response
        .writeHead(200, { 'content-type': 'application/fhir+json' })
        .end(JSON.stringify(bundle(stay)))
    })
    expect((await cardsOf(app, 'made', request()))[0]?.summary).toBe('pat1 e1 p1')
  })
})
