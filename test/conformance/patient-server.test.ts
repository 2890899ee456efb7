import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { optional } from '#cds'
import type { ClientPolicy } from '../../src/engine/client-policy.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import {
  authorization,
  bundle,
  cardsOf,
  contexts,
  fieldsOf,
  fixtures,
  type Json,
  made,
  patient,
  post,
  requestFor,
  serviceRequest,
  startAs,
} from './fixtures.ts'

// An id tells patients apart on one FHIR server only (REQ-14, T18, T20).

const A = 'https://a.example/fhir'
const B = 'https://b.example/fhir'
const REGISTERED = { loopbackFhir: false, fhirServers: [A] }
const SEVERAL = { loopbackFhir: false, fhirServers: [A, B] }
const ANY = { fhirServers: [], internalFhirServers: [] }

const about = (...references: readonly string[]) =>
  bundle(
    ...references.map((reference, index) => ({
      ...{ resourceType: 'Condition', id: `c${index}`, subject: { reference } },
    })),
  )

async function asked(policy: Partial<ClientPolicy>, conds: Json, more: Json = {}) {
  const app = await startAs(fixtures, policy)
  return post(app, 'pv', requestFor('patient-view', { prefetch: { patient, conds }, ...more }))
}

describe('an absolute reference to a patient of this id', () => {
  test.each<[string, Partial<ClientPolicy>, readonly string[], Json]>([
    ['the server of the client', REGISTERED, [`${A}/Patient/pat1`], {}],
    ['it, in another spelling', REGISTERED, ['HTTPS://A.example:443/fhir/Patient/pat1'], {}],
    ['it without TLS, as behind a proxy', REGISTERED, ['http://a.example/fhir/Patient/pat1'], {}],
    ['another path of its host', REGISTERED, [`${A}/r4/Patient/pat1`], {}],
    ['it, with a version', REGISTERED, [`${A}/Patient/pat1/_history/3`], {}],
    ['the server that the call names', SEVERAL, [`${B}/Patient/pat1`], { fhirServer: B }],
    ['it, where it stands with a slash', SEVERAL, [`${B}/Patient/pat1`], { fhirServer: `${B}/` }],
    ['one of several that are registered', SEVERAL, [`${B}/Patient/pat1`, 'Patient/pat1'], {}],
    [
      'one of several, without TLS',
      SEVERAL,
      ['http://a.example/fhir/Patient/pat1', `${A}/Patient/pat1`],
      {},
    ],
    ['no server, but begins with a slash', REGISTERED, ['/Patient/pat1', './Patient/pat1'], {}],
    ['any one server, where none is known', ANY, Array(2).fill(`${B}/Patient/pat1`), {}],
  ])('on %s: is the patient’s', async (_name, policy, references, more) => {
    const answer = await asked(policy, about(...references), more)
    expect([answer.status, answer.body.cards?.length]).toEqual([200, 1])
  })

  test.each<[string, Partial<ClientPolicy>, readonly string[], Json]>([
    ['a server that is not registered', REGISTERED, [`${B}/Patient/pat1`], {}],
    [
      'another one of its host, which is registered',
      { loopbackFhir: false, fhirServers: [A, `${A}/tenant`] },
      [`${A}/tenant/Patient/pat1`],
      { fhirServer: A },
    ],
    ['two hosts, where none is known', ANY, [`${A}/Patient/pat1`, `${B}/Patient/pat1`], {}],
    [
      'a registered one, where the call names another',
      SEVERAL,
      [`${A}/Patient/pat1`],
      { fhirServer: B },
    ],
    [
      'a path that several of one host could be',
      { loopbackFhir: false, fhirServers: [A, `${A}/tenant`] },
      ['http://a.example/r4/Patient/pat1'],
      {},
    ],
    [
      'one of several, without TLS, and another',
      SEVERAL,
      ['http://a.example/fhir/Patient/pat1', `${B}/Patient/pat1`],
      {},
    ],
    ['a path beside ours', ANY, ['../Patient/pat1'], {}],
    ['two of those that are registered', SEVERAL, [`${A}/Patient/pat1`, `${B}/Patient/pat1`], {}],
    ['no server that can be read', ANY, ['ftp://b.example/Patient/pat1'], {}],
    ['a path that is none of ours', ANY, ['other/Patient/pat1'], {}],
  ])('on %s: is another’s', async (_name, policy, references, more) => {
    const answer = await asked(policy, about(...references), more)
    expect(answer.status).toBe(412)
    expect(fieldsOf(answer.body)).toEqual(['prefetch.conds'])
    expect(answer.body).not.toHaveProperty('cards')
    expect(answer.text).not.toContain('example')
  })

  test('in an order is judged alike', async () => {
    const app = await startAs(fixtures, REGISTERED)
    for (const [base, status] of [
      [A, 200],
      [B, 412],
    ] as const) {
      const order = { ...serviceRequest, subject: { reference: `${base}/Patient/pat1` } }
      const context = { ...contexts['order-sign'], draftOrders: bundle(order) }
      expect((await post(app, 'os', requestFor('order-sign', { context }))).status).toBe(status)
    }
  })

  test('prefetch and orders on two servers contradict each other, where none is known', async () => {
    const templates = {
      patient: optional('Patient/{{context.patientId}}'),
      conds: optional('Condition?patient={{context.patientId}}'),
    }
    const registry = made(() => [], { hooks: 'order-sign', prefetch: templates })
    const app = await startAs(registry, ANY)
    const order = { ...serviceRequest, subject: { reference: `${A}/Patient/pat1` } }
    const context = { ...contexts['order-sign'], draftOrders: bundle(order) }
    for (const [base, status] of [
      [A, 200],
      [B, 412],
    ] as const) {
      const prefetch = { conds: about(`${base}/Patient/pat1`) }
      const answer = await post(app, 'made', requestFor('order-sign', { context, prefetch }))
      expect(answer.status).toBe(status)
    }
  })
})

describe('in what a FHIR server answers', () => {
  let ehr: FhirServer
  beforeAll(async () => {
    ehr = await startFhirServer({ resources: [patient] })
  })
  afterAll(() => ehr.close())

  test.each([
    ['of its own', () => `${ehr.url}/Patient/pat1`, '1', undefined],
    ['of another server', () => `${B}/Patient/pat1`, 'unknown', 1],
  ])('one %s', async (_name, reference, said, strangers) => {
    ehr.fail('/Condition', (response) => {
      response
        .writeHead(200, { 'content-type': 'application/fhir+json' })
        .end(JSON.stringify(about(reference())))
    })
    const app = await startAs(fixtures, {})
    const access = { fhirServer: ehr.url, fhirAuthorization: authorization }
    const [card] = await cardsOf(app, 'pv', requestFor('patient-view', { ...access }))
    expect(card?.summary).toBe(`Seen: Example, conditions ${said}`)
    expect(app.logs.find(({ msg }) => msg === 'hook')?.strangers).toBe(strangers)
  })
})
