import { beforeAll, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import type { TestApp } from '../support/make-app.ts'
import {
  authorization,
  cardsOf,
  contexts,
  fieldsOf,
  fixtures,
  made,
  patient,
  post,
  requestFor,
  rpv,
  start,
  startAs,
  without,
} from './fixtures.ts'

let app: TestApp
beforeAll(async () => {
  app = await start({ registry: fixtures })
})

test('REQ-01 a service takes POST only', async () => {
  for (const method of ['get', 'put', 'delete'] as const) {
    const answer = await supertest(app.app)[method]('/cds-services/pv')
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe('POST, OPTIONS')
  }
})

test.each(['hook', 'hookInstance', 'context'])('REQ-02 without %s: 400', async (field) => {
  const answer = await post(app, 'pv', without(rpv(), field))
  expect(answer.status).toBe(400)
  expect(fieldsOf(answer.body)).toEqual([field])
})

test.each([
  ['hook', 7],
  ['hook', ''],
  ['hookInstance', {}],
  ['hookInstance', ' '],
  ['context', 'Patient/1'],
  ['context', []],
  ['prefetch', []],
  ['prefetch', 'none'],
  ['fhirServer', 'not a URL'],
  ['fhirServer', 'ftp://ehr.example.org'],
])('REQ-02 %s as %j: 400', async (field, value) => {
  const answer = await post(app, 'pv', rpv({ [field]: value }))
  expect(answer.status).toBe(400)
  expect(fieldsOf(answer.body)).toEqual([field])
})

test('REQ-03 a hookInstance that is no UUID is taken, and not logged as it is', async () => {
  const own = await start({ registry: fixtures })
  expect((await post(own, 'pv', rpv({ hookInstance: 'Jane-Doe' }))).status).toBe(200)
  expect(JSON.stringify(own.logs)).not.toContain('Jane-Doe')
  expect(own.logs).toContainEqual(expect.objectContaining({ hookInstance: 'not-a-uuid' }))
})

test('REQ-03 strict: a hookInstance that is no UUID is 400', async () => {
  const own = await start({ registry: fixtures, config: 'openMode: { strict: true }' })
  const answer = await post(own, 'pv', rpv({ hookInstance: 'abc' }))
  expect(answer.status).toBe(400)
  expect(fieldsOf(answer.body)).toEqual(['hookInstance'])
  expect((await post(own, 'pv', rpv())).status).toBe(200)
})

test('REQ-05 fhirAuthorization without fhirServer: 400', async () => {
  const answer = await post(app, 'pv', rpv({ fhirAuthorization: authorization }))
  expect(answer.status).toBe(400)
  expect(fieldsOf(answer.body)).toEqual(['fhirServer'])
})

test('REQ-06 where https is demanded, an http fhirServer is 400', async () => {
  const own = await startAs(fixtures, { httpsOnly: true })
  const answer = await post(own, 'pv', rpv({ fhirServer: 'http://ehr.example.org/fhir' }))
  expect(answer.status).toBe(400)
  expect(fieldsOf(answer.body)).toEqual(['fhirServer'])
  const https = rpv({ fhirServer: 'https://ehr.example.org/fhir' })
  expect((await post(own, 'pv', https)).status).toBe(200)
})

test('REQ-07 a hook that the service does not answer: 400', async () => {
  const answer = await post(app, 'dual', requestFor('patient-view'))
  expect(answer.status).toBe(400)
  expect(fieldsOf(answer.body)).toEqual(['hook'])
})

test('REQ-08 an unknown service is 404, a missing field never', async () => {
  const answer = await post(app, 'nope', rpv())
  expect(answer.status).toBe(404)
  expect(answer.body.resourceType).toBe('OperationOutcome')
  expect((await post(app, 'pv', {})).status).toBe(400)
})

describe('the context is checked', () => {
  test.each([
    ['patientId', undefined],
    ['patientId', 17],
    ['patientId', 'a/b'],
    ['patientId', 'Practitioner/p1'],
    ['patientId', 'Patient/pat1?x'],
    ['userId', 'p1'],
    ['userId', 'Practitioner/'],
    ['userId', { reference: 'Practitioner/p1' }],
    ['encounterId', 5],
    ['encounterId', 'Patient/1'],
  ])('REQ-09 %s as %j: 400', async (field, value) => {
    const context = { ...contexts['patient-view'], [field]: value }
    const answer = await post(app, 'pv', rpv({ context }))
    expect(answer.status).toBe(400)
    expect(fieldsOf(answer.body)).toEqual([`context.${field}`])
  })

  test('REQ-09 the type before an id is taken off, and null is no encounter', async () => {
    const context = { userId: 'Practitioner/p1', patientId: 'Patient/pat1', encounterId: null }
    expect(await cardsOf(app, 'pv', rpv({ context }))).toHaveLength(1)
  })
})

test('REQ-11 the same request twice: two answers', async () => {
  const [first, second] = [await cardsOf(app, 'pv', rpv()), await cardsOf(app, 'pv', rpv())]
  expect(first[0]?.summary).toBe(second[0]?.summary)
})

test.each([[[]], ['text'], [5]])(
  'REQ-09 prefetch as %j: 400, and it says what it must be',
  async (prefetch) => {
    const answer = await post(app, 'pv', rpv({ prefetch }))
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('prefetch must be of type object')
  },
)

test('REQ-13 unknown prefetch keys are ignored and not logged', async () => {
  const own = await start({ registry: fixtures })
  const prefetch = { patient, conds: null, zzzJane: { resourceType: 'Patient', id: 'other' } }
  expect(await cardsOf(own, 'pv', rpv({ prefetch }))).toHaveLength(1)
  expect(JSON.stringify(own.logs)).not.toContain('zzzJane')
})

describe('another patient', () => {
  const condition = (reference: string) => ({
    resourceType: 'Bundle',
    entry: [{ resource: { resourceType: 'Condition', id: 'c', subject: { reference } } }],
  })
  test.each([
    ['the patient', { patient: { ...patient, id: 'pat2' }, conds: null }],
    ['a condition', { patient, conds: condition('Patient/pat2') }],
    ['a condition by URL', { patient, conds: condition('https://ehr.example/fhir/Patient/pat2') }],
  ])('REQ-14 %s of another: no advice', async (_name, prefetch) => {
    const answer = await post(app, 'pv', rpv({ prefetch }))
    expect(answer.status).toBe(412)
    expect(answer.body).not.toHaveProperty('cards')
    expect(answer.text).not.toContain('pat2')
  })

  test('REQ-14 an order for another: no advice', async () => {
    const order = { resourceType: 'ServiceRequest', id: 'x', subject: { reference: 'Patient/z9' } }
    const draftOrders = { resourceType: 'Bundle', entry: [{ resource: order }] }
    const context = { ...contexts['order-sign'], draftOrders }
    const answer = await post(app, 'os', requestFor('order-sign', { context }))
    expect(answer.status).toBe(412)
    expect(answer.text).not.toContain('z9')
  })
})

test('HTTP-01 success is 200, with and without advice', async () => {
  expect((await post(app, 'pv', rpv())).status).toBe(200)
  const quiet = await start({ registry: made(() => []) })
  const answer = await post(quiet, 'made', rpv())
  expect([answer.status, answer.body]).toEqual([200, { cards: [] }])
})

test('HTTP-02 without data it needs and without FHIR server: 412', async () => {
  const answer = await post(
    app,
    'nofhir',
    requestFor('patient-view', { prefetch: { conds: null } }),
  )
  expect(answer.status).toBe(412)
  expect(fieldsOf(answer.body)).toContain('prefetch.patient')
  expect(answer.body).not.toHaveProperty('cards')
})

/** R4 `issue-type` codes that we may use. */
const ISSUE_TYPES = [
  'invalid',
  'structure',
  'required',
  'forbidden',
  'not-supported',
  'not-found',
  'too-long',
  'conflict',
  'incomplete',
  'transient',
  'exception',
]

describe('error bodies', () => {
  /** Not the monotonic clock: a timer of the process reads that each second, outside any request. */
  async function withBrokenClock(times: number) {
    let left = 0
    const now = () => {
      if (left-- > 0) throw new TypeError('SECRET-PHI')
      return new Date()
    }
    const broken = await start({ registry: fixtures, engine: { now } })
    left = times
    return broken
  }

  async function failures() {
    const http = supertest(app.app)
    const closed = await start({ registry: fixtures })
    await closed.store.close()
    const entry = {
      card: 'c',
      outcome: 'overridden',
      outcomeTimestamp: '2026-06-01T12:00:00Z',
    }
    const broken = await withBrokenClock(1)
    // The audit record of the failure fails as well.
    const shattered = await withBrokenClock(2)
    return {
      400: await post(app, 'pv', '{'),
      404: await post(app, 'nope', rpv()),
      '404 address': await http.get('/nowhere'),
      405: await http.delete('/cds-services/pv'),
      412: await post(app, 'nofhir', requestFor('patient-view')),
      413: await post(app, 'pv', ' '.repeat(8 * 1024 * 1024 + 1)),
      415: await http.post('/cds-services/pv').set('content-type', 'text/plain').send('x'),
      '415 encoding': await post(app, 'pv', rpv()).set('content-encoding', 'br'),
      500: await post(broken, 'pv', rpv()),
      '500 while answering': await post(shattered, 'pv', rpv()),
      503: await post(closed, 'pv/feedback', { feedback: [entry] }),
      '400 address': await http.get('/cds-services/%E0%A4%A'),
      '400 feedback': await post(app, 'pv/feedback', {}),
    }
  }

  test('HTTP-03 every answer but 200 is an OperationOutcome', async () => {
    for (const [name, { status, body, headers }] of Object.entries(await failures())) {
      expect([name, status]).toEqual([name, Number(name.slice(0, 3))])
      expect(headers['content-type']).toBe('application/json; charset=utf-8')
      expect(Object.keys(body).toSorted()).toEqual(['issue', 'resourceType'])
      expect(body.resourceType).toBe('OperationOutcome')
      expect(body.issue.length).toBeGreaterThan(0)
      for (const issue of body.issue) {
        expect(issue.severity).toBe('error')
        expect(ISSUE_TYPES).toContain(issue.code)
        expect(issue.details.text).toMatch(/\S/)
      }
    }
  })

  test('HTTP-03 it is application/fhir+json for clients that accept it', async () => {
    const answer = await post(app, 'nope', rpv()).set('accept', 'application/fhir+json')
    expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8')
  })

  test('HTTP-06 no data, token or stack in an error body or log', async () => {
    const secret = 'SECRET-PHI'
    const own = await start({
      registry: made(() => {
        throw new Error(`cannot read ${secret}`)
      }),
    })
    const fhirAuthorization = { ...authorization, expires_in: secret }
    const failed = await failures()
    const answers = [
      await post(own, 'made', rpv()),
      await post(own, 'made', `{"hook": ${secret}`),
      await post(own, 'made', rpv({ hook: secret })),
      await post(own, 'made', rpv({ context: { patientId: `${secret}/${secret}` } })),
      await post(own, 'made', rpv({ fhirServer: secret, fhirAuthorization })),
      failed[500],
      failed['500 while answering'],
    ]
    expect(answers.map((answer) => answer.status)).toEqual([200, 400, 400, 400, 400, 500, 500])
    const all = answers.map((answer) => answer.text).join() + JSON.stringify(own.logs)
    for (const word of [
      secret,
      'SECRET-PHI',
      authorization.access_token,
      'node_modules',
      '    at ',
    ])
      expect(all).not.toContain(word)
  })
})

test('HTTP-05 data that say little are no 412', async () => {
  for (const conds of [null, { resourceType: 'Bundle', entry: [] }, { resourceType: 'Bundle' }]) {
    const thin = { resourceType: 'Patient', id: 'pat1' }
    const answer = await post(app, 'pv', rpv({ prefetch: { patient: thin, conds } }))
    expect(answer.status).toBe(200)
  }
})
