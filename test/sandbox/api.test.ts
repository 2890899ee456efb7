import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import type { RuleAccount } from '../../src/sandbox/explain.ts'
import { makeApp } from '../support/make-app.ts'
import { type OpenApp, openApp } from '../support/open-app.ts'
import { onRecord } from '../support/sandbox-page.ts'
import { pageCall } from '../support/smart-app.ts'
import { clientsYaml, makeKey } from '../support/tokens.ts'

let app: OpenApp

beforeAll(async () => {
  app = await openApp('2026-11-24T12:00:00Z')
})
afterAll(() => app.close())

const patient = { resourceType: 'Patient', id: 'p', name: [{ family: 'Mine' }], gender: 'female' }
const about = (subject: object | undefined, more: object = {}) => ({
  ...{ resourceType: 'Observation', id: 'o', status: 'final', code: { text: 'HbA1c' } },
  subject,
  ...more,
})
const outcomeOf = (severity: string, more: object = {}) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code: 'processing', ...more }],
})
const mine = { reference: 'Patient/p' }
const bundleOf = (...resources: readonly unknown[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map((resource) => ({ resource })),
})

async function requestFor(
  id: string,
  hook = 'patient-view',
  context: object = {},
): Promise<Record<string, unknown>> {
  const { body } = await pageCall(app.url, 'token', { patient: id })
  return {
    hook,
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { userId: 'Practitioner/sandbox-clinician', patientId: id, ...context },
    ...body,
  }
}

async function accounts(service: string, body: object): Promise<Map<string, RuleAccount>> {
  const { status, body: answer } = await pageCall(app.url, `explain/${service}`, body)
  expect(status).toBe(200)
  const rules = answer.rules as readonly RuleAccount[]
  return new Map(rules.map((each) => [each.rule, each]))
}

describe('own patients', () => {
  test('a Bundle becomes a patient of its own, whose records no other shares', async () => {
    const hba1c = {
      resourceType: 'Observation',
      id: 'hba1c',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
      subject: { reference: 'urn:uuid:11111111-1111-4111-8111-111111111111' },
      effectiveDateTime: '2026-11-01',
      valueQuantity: { value: 7.2, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
    }
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          fullUrl: 'urn:uuid:11111111-1111-4111-8111-111111111111',
          resource: { ...patient, birthDate: '1980-01-01' },
        },
        { resource: hba1c },
        { resource: { resourceType: 'Claim', id: 'left-out' } },
      ],
    }
    const { status, body } = await pageCall(app.url, 'patients', bundle)
    expect(status).toBe(201)
    const id = String(body.id)
    const list = await pageCall(app.url, 'patients')
    expect(list.body.patients).toContainEqual(
      expect.objectContaining({ id, name: 'Mine', own: true, birthDate: '1980-01-01' }),
    )
    const rules = await accounts('cardiometabolic-risk', await requestFor(id))
    expect(rules.get('diabetes-screening')).toMatchObject({ state: 'cards', cards: 1 })
  })

  test.each([
    ['no Bundle', patient, 'send a FHIR Bundle'],
    ['an empty Bundle', { resourceType: 'Bundle' }, 'has no entries'],
    ['no patient', bundleOf({ resourceType: 'Observation', id: 'o' }), 'exactly one Patient'],
    ['two patients', bundleOf(patient, { ...patient, id: 'q' }), 'it holds 2'],
    ['an entry without a resource', { resourceType: 'Bundle', entry: [{}] }, 'entry[0].resource'],
    [
      'a record of somebody else',
      bundleOf(patient, {
        resourceType: 'Condition',
        id: 'c',
        subject: { reference: 'Patient/other' },
      }),
      'entry[1].resource',
      'another patient',
    ],
    ['no subject', bundleOf(patient, about(undefined)), 'entry[1].resource', 'give its subject'],
    [
      'a subject that leads nowhere',
      bundleOf(patient, { resourceType: 'Claim' }, about({ reference: 'urn:uuid:unknown' })),
      'entry[2].resource',
      'give its subject',
    ],
    [
      'a contained subject',
      bundleOf(patient, about({ reference: '#p' })),
      'entry[1].resource',
      'give its subject',
    ],
    [
      'a subject by identifier alone',
      bundleOf(patient, about({ identifier: { value: '1' } })),
      'entry[1].resource',
      'give its subject',
    ],
    [
      'an allergy of nobody',
      bundleOf(patient, { resourceType: 'AllergyIntolerance', id: 'a', subject: mine }),
      'give its patient',
    ],
    [
      'the same record twice',
      bundleOf(patient, about(mine), about(mine, { status: 'entered-in-error' })),
      'entry[2].resource',
      'Observation/o stands twice',
    ],
    [
      'one page of more',
      { ...bundleOf(patient), link: [{ relation: 'next', url: 'https://ehr.example/?p=2' }] },
      'all pages',
    ],
    ['fewer entries than there are', { ...bundleOf(patient), total: 2 }, '1 of 2'],
    [
      'fewer matches than there are, beside what was included',
      {
        ...{ resourceType: 'Bundle', type: 'searchset', total: 2 },
        entry: [
          { resource: about(mine), search: { mode: 'match' } },
          { resource: patient, search: { mode: 'include' } },
          { resource: outcomeOf('information'), search: { mode: 'outcome' } },
        ],
      },
      '1 of 2',
    ],
    ['an error among the entries', bundleOf(patient, outcomeOf('error')), 'entry[1].resource'],
    ['a fatal error', bundleOf(patient, outcomeOf('fatal')), 'could not be had'],
    ['a warning', bundleOf(patient, outcomeOf('warning')), 'may be missing'],
    [
      'an outcome that says nothing',
      bundleOf(patient, { resourceType: 'OperationOutcome' }),
      'had',
    ],
  ])('%s is refused with what to do', async (_name, bundle, ...words) => {
    const { status, body } = await pageCall(app.url, 'patients', bundle)
    expect(status).toBe(400)
    expect(body.resourceType).toBe('OperationOutcome')
    for (const each of words) expect(JSON.stringify(body)).toContain(each)
  })

  test('a reference with its version is understood, and what is of nobody needs none', async () => {
    const subject = { reference: 'https://ehr.example/fhir/Patient/p/_history/3' }
    const ours = { resourceType: 'Organization', id: 'h', name: 'Hospital' }
    const whole = { ...bundleOf(patient, about(subject), ours), total: 3, link: [] }
    const { status, body } = await pageCall(app.url, 'patients', whole)
    expect(status).toBe(201)
    const found = await onRecord(app.url, String(body.id), `Observation?patient=${body.id}`)
    expect(found).toMatchObject([{ subject: { reference: `Patient/${body.id}` } }])
  })

  test('what is no match does not count, and what is fine is no problem', async () => {
    const epicNone = { system: 'urn:oid:1.2.840.114350.1.13.0.1.7.2.657369', code: '4101' }
    const whole = {
      ...{ resourceType: 'Bundle', type: 'searchset', total: 1 },
      entry: [
        { resource: about(mine), search: { mode: 'match' } },
        { resource: patient, search: { mode: 'include' } },
        { resource: outcomeOf('information'), search: { mode: 'outcome' } },
        { resource: outcomeOf('warning', { details: { coding: [epicNone] } }) },
      ],
    }
    expect((await pageCall(app.url, 'patients', whole)).status).toBe(201)
  })

  test('a reset takes them away, and with them every token', async () => {
    const { body } = await pageCall(app.url, 'patients', bundleOf(patient))
    const { body: access } = await pageCall(app.url, 'token', { patient: body.id })
    await pageCall(app.url, 'reset', {})
    const list = (await pageCall(app.url, 'patients')).body.patients as readonly { own: boolean }[]
    expect(list.filter(({ own }) => own)).toEqual([])
    const { access_token: token } = access.fhirAuthorization as { access_token: string }
    const answer = await fetch(`${app.url}/sandbox/fhir/Patient/ada`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(401)
  })
})

describe('explain', () => {
  test('every rule of the hook has its word, and silence its reason', async () => {
    const rules = await accounts('cardiometabolic-risk', await requestFor('ada'))
    expect([...rules.keys()]).toEqual(
      app.registry
        .get('cardiometabolic-risk')
        ?.hooks.get('patient-view')
        ?.rules.map(({ rule }) => rule.id),
    )
    expect(rules.get('diabetes-screening')).toMatchObject({
      state: 'cards',
      cards: 1,
      why: 'warning: HbA1c 6.7 % is in the diabetes range; no diagnosis on file',
    })
    expect(rules.get('af-anticoagulation')).toMatchObject({
      state: 'not-triggered',
      why: expect.stringContaining('The chart (conditions) holds none of'),
    })
    expect(rules.get('diabetes-monitoring')).toMatchObject({
      state: 'silent',
      why: expect.stringContaining('No active diabetes on file'),
    })
    for (const { why, ms } of rules.values()) {
      expect(why).not.toBe('')
      expect(ms).toBeGreaterThanOrEqual(0)
    }
  })

  test('data that cannot be had are named by their key', async () => {
    const { hook, hookInstance, context } = await requestFor('ada')
    const bare = { hook, hookInstance, context }
    const rules = await accounts('cardiometabolic-risk', bare)
    expect(rules.get('diabetes-screening')).toMatchObject({
      state: 'not-evaluated',
      why: expect.stringContaining('(prefetch key conditions)'),
    })
  })

  test('a rule whose order was not written was not triggered', async () => {
    const list = (await pageCall(app.url, 'patients')).body.patients as readonly {
      id: string
      orders: readonly { resource: object }[]
    }[]
    const [order] = list.find(({ id }) => id === 'hana')?.orders ?? []
    const draftOrders = { resourceType: 'Bundle', entry: [order] }
    const rules = await accounts(
      'medication-safety',
      await requestFor('hana', 'order-sign', { draftOrders }),
    )
    expect(rules.get('pregnancy')?.state).toBe('cards')
    expect(rules.get('metformin-kidney')).toMatchObject({
      state: 'not-triggered',
      why: expect.stringContaining('No order in focus has one of the'),
    })
    expect(rules.get('unidentified-medicine')?.why).toContain('identified')
  })

  test('of somebody who has died no rule speaks, and that is said', async () => {
    const dead = { ...patient, deceasedBoolean: true, birthDate: '1950-01-01' }
    const { body } = await pageCall(app.url, 'patients', bundleOf(dead))
    const rules = await accounts('cardiometabolic-risk', await requestFor(String(body.id)))
    expect(rules.get('diabetes-screening')).toMatchObject({
      state: 'silent',
      why: 'The patient has died: no rule speaks.',
    })
  })

  test.each([
    ['an unknown service', 'no-such', {}, 404],
    ['a request that is none', 'care-gaps', {}, 400],
  ])('%s is refused', async (_name, service, body, status) => {
    expect((await pageCall(app.url, `explain/${service}`, body)).status).toBe(status)
  })
})

describe('who may call', () => {
  const json = { 'content-type': 'application/json' }
  const reset = (headers: Record<string, string>, body = '{}') =>
    fetch(`${app.url}/sandbox/api/reset`, { method: 'POST', headers, body })

  test.each([
    ['cross-site', 401],
    ['same-site', 401],
    ['same-origin', 200],
    ['none', 200],
  ])('Sec-Fetch-Site: %s: %d', async (site, status) => {
    expect((await reset({ ...json, 'sec-fetch-site': site })).status).toBe(status)
  })

  test.each(['/sandbox/api/patients', '/Sandbox/API/patients'])(
    'no page of another port reads %s, nor is it told that it may call',
    async (path) => {
      for (const method of ['GET', 'OPTIONS']) {
        const headers = { origin: 'http://localhost:5173' }
        const answer = await fetch(app.url + path, { method, headers })
        expect(answer.headers.get('access-control-allow-origin')).toBeNull()
        expect(answer.headers.get('access-control-allow-methods')).toBeNull()
      }
    },
  )

  test('a form of another page cannot reset: JSON it cannot send', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await reset(form, 'a=b')).status).toBe(415)
    expect((await reset(json, 'null')).status).toBe(400)
  })

  test('a name that was made to lead here is not ours', async () => {
    const answer = await request(app.app)
      .get('/sandbox/api/patients')
      .set('host', 'evil.example:3000')
    expect(answer.status).toBe(401)
  })

  test.each(['/sandbox/', '/sandbox/api/patients', '/sandbox/fhir/metadata', '/sandbox/auth/jwks'])(
    'with clients configured there is no %s',
    async (path) => {
      const { jwk } = await makeKey()
      const ehr = { id: 'ehr', issuer: 'https://ehr.example', jwks: { keys: [jwk] } }
      const closed = await makeApp({ config: clientsYaml(ehr) })
      expect((await request(closed.app).get(path)).status).toBe(404)
      await closed.close()
    },
  )

  test.each([
    ['unknown patient', 'token', { patient: 'nobody' }],
    ['unknown patient', 'launch', { patient: 'nobody' }],
    ['an encounter of somebody else', 'launch', { patient: 'ada', encounter: 'karl-stay' }],
    ['no patient', 'token', {}],
  ])('%s: %s is refused', async (_name, path, body) => {
    expect((await pageCall(app.url, path, body)).status).toBe(400)
  })

  test.each([
    ['api/token', 'POST'],
    ['auth/token', 'POST'],
    ['auth/revoke', 'POST'],
  ])('GET %s is 405', async (path, methods) => {
    const answer = await fetch(`${app.url}/sandbox/${path}`)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, methods])
  })
})
