import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type OpenApp, openApp } from '../support/open-app.ts'
import { CLIENT, pageCall, smartApp } from '../support/smart-app.ts'

let app: OpenApp

beforeAll(async () => {
  app = await openApp('2026-11-24T12:00:00Z')
})
afterAll(() => app.close())

/** A token of an EHR launch with this scope. */
async function tokenWith(scope: string, patient = 'edith'): Promise<string> {
  const smart = smartApp(app.url)
  const { body: launch } = await pageCall(app.url, 'launch', { patient })
  const query = smart.query({ launch: String(launch.launch), scope: `launch ${scope}` })
  const { to } = await smart.authorize(query)
  const { body } = await smart.token({
    grant_type: 'authorization_code',
    code: to?.searchParams.get('code') ?? '',
    redirect_uri: `${app.url}/app/callback/open`,
    code_verifier: smart.verifier,
  })
  return String(body.access_token)
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

async function ask(path: string, token: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(path.startsWith('http') ? path : `${app.url}/sandbox/fhir/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  })
  const body = (await answer.json()) as Record<string, unknown>
  return { status: answer.status, headers: answer.headers, body }
}

const json = (method: string, body: unknown, headers: Record<string, string> = {}) => ({
  method,
  headers: { 'content-type': 'application/fhir+json', ...headers },
  body: JSON.stringify(body),
})

const order = (patient: string, more: object = {}) => ({
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { text: 'Referral to nephrology' },
  subject: { reference: `Patient/${patient}` },
  ...more,
})

describe('without a token', () => {
  test.each(['Patient/edith', 'Patient', '?_getpages=0&_getpagesoffset=0', 'Nothing/1'])(
    '%s is 401 with an OperationOutcome',
    async (path) => {
      const answer = await fetch(`${app.url}/sandbox/fhir/${path}`)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(await answer.json()).toMatchObject({ resourceType: 'OperationOutcome' })
    },
  )
})

describe('scopes', () => {
  test.each([
    ['patient/Observation.rs', 'Observation?patient=edith', 200],
    ['patient/Observation.read', 'Observation?patient=edith', 200],
    ['patient/*.read', 'Condition?patient=edith', 200],
    ['patient/*.*', 'Patient/edith', 200],
    ['user/*.cruds', 'Patient/bruno', 200],
    ['user/Patient.rs', 'Patient?gender=female', 200],
    ['patient/Observation.r', 'Observation?patient=edith', 403],
    ['patient/Observation.s', 'Observation/edith-uacr-0', 403],
    ['patient/Observation.rs', 'Condition?patient=edith', 403],
    ['patient/Observation.write', 'Observation?patient=edith', 403],
    ['openid', 'Patient/edith', 403],
  ])('%s, %s: %d', async (scope, path, status) => {
    const answer = await ask(path, await tokenWith(scope))
    expect(answer.status).toBe(status)
    if (status === 403) expect(answer.body.resourceType).toBe('OperationOutcome')
  })

  test('a scope with a query is not granted, rather than granted without it', async () => {
    const smart = smartApp(app.url)
    const { body } = await pageCall(app.url, 'launch', { patient: 'edith' })
    const scope = 'launch patient/Observation.rs?category=laboratory'
    const { to } = await smart.authorize(smart.query({ launch: String(body.launch), scope }))
    expect(to?.searchParams.get('error')).toBe('invalid_scope')
  })
})

describe('a token for one patient', () => {
  test('reads no other, whatever is asked', async () => {
    const token = await tokenWith('patient/*.rs')
    expect((await ask('Patient/bruno', token)).status).toBe(404)
    expect((await ask('Observation/bruno-creatinine', token)).status).toBe(404)
    expect((await ask('Observation?patient=bruno', token)).body.total).toBe(0)
    const all = await ask('Patient', token)
    expect(all.body.total).toBe(1)
    expect((await ask('Practitioner/sandbox-clinician', token)).status).toBe(200)
  })

  test.each([
    ['without a subject', { subject: undefined }],
    ['with one that leads nowhere', { subject: { reference: 'urn:uuid:unknown' } }],
    ['with one by identifier alone', { subject: { identifier: { value: '1' } } }],
  ])('reads no record %s', async (_name, more) => {
    const wide = await tokenWith('user/*.cruds')
    const { body } = await ask('ServiceRequest', wide, json('POST', order('edith', more)))
    const narrow = await tokenWith('patient/*.rs')
    expect((await ask(`ServiceRequest/${body.id}`, wide)).status).toBe(200)
    expect((await ask(`ServiceRequest/${body.id}`, narrow)).status).toBe(404)
    const { entry } = (await ask('ServiceRequest', narrow)).body
    expect(JSON.stringify(entry)).not.toContain(String(body.id))
  })

  test.each([
    ['DeviceRequest', 'subject'],
    ['NutritionOrder', 'patient'],
    ['VisionPrescription', 'patient'],
  ])('writes and reads a %s by its %s', async (resourceType, element) => {
    const token = await tokenWith('patient/*.cruds')
    const written = (id: string) =>
      ask(
        resourceType,
        token,
        json('POST', { resourceType, [element]: { reference: `Patient/${id}` } }),
      )
    const { status, body } = await written('edith')
    expect([status, (await written('bruno')).status]).toEqual([201, 403])
    expect((await ask(`${resourceType}/${body.id}`, token)).status).toBe(200)
  })

  test('reads and finds a record whose subject is named with its version', async () => {
    const token = await tokenWith('patient/*.cruds')
    const subject = { reference: 'Patient/edith/_history/1' }
    const { body, status } = await ask(
      'ServiceRequest',
      token,
      json('POST', order('edith', { subject })),
    )
    expect(status).toBe(201)
    expect((await ask(`ServiceRequest/${body.id}`, token)).status).toBe(200)
    const searches = ['patient=edith', 'patient=Patient/edith', 'subject=Patient/edith/_history/1']
    for (const search of searches) {
      const { entry } = (await ask(`ServiceRequest?${search}`, token)).body
      expect(JSON.stringify(entry)).toContain(String(body.id))
    }
    const { entry } = (await ask('ServiceRequest?subject=Patient/edith/_history/2', token)).body
    expect(JSON.stringify(entry)).not.toContain(String(body.id))
  })

  test('reads no page of a search of somebody else', async () => {
    const wide = await tokenWith('user/*.rs')
    const first = await ask('Observation?_count=1', wide)
    const [{ url }] = first.body.link as [{ url: string }]
    expect((await ask(url, wide)).status).toBe(200)
    expect((await ask(url, await tokenWith('patient/*.rs', 'lea'))).status).toBe(403)
  })

  test('writes for no other', async () => {
    const token = await tokenWith('patient/*.cruds')
    expect((await ask('ServiceRequest', token, json('POST', order('bruno')))).status).toBe(403)
    const theft = order('edith', { resourceType: 'Condition', id: 'bruno-ckd4' })
    expect((await ask('Condition/bruno-ckd4', token, json('PUT', theft))).status).toBe(403)
    const about = { resourceType: 'Practitioner', id: 'new' }
    expect((await ask('Practitioner/new', token, json('PUT', about))).status).toBe(403)
  })
})

describe('searching', () => {
  test('pages by links that lead on until nothing is left', async () => {
    const token = await tokenWith('patient/*.rs')
    const seen: unknown[] = []
    let next: string | undefined = 'Observation?patient=edith&_sort=-date&_count=4'
    let total: unknown
    while (next !== undefined) {
      const { body, status }: Answer = await ask(next, token)
      expect(status).toBe(200)
      total = body.total
      seen.push(...(body.entry as { fullUrl: string }[]).map(({ fullUrl }) => fullUrl))
      next = (body.link as { url: string }[] | undefined)?.[0]?.url
    }
    expect(seen).toHaveLength(Number(total))
    expect(new Set(seen).size).toBe(seen.length)
    expect(String(seen[0])).toMatch(new RegExp(`^${app.url}/sandbox/fhir/Observation/edith-`))
  })

  test('by POST', async () => {
    const token = await tokenWith('patient/*.rs')
    const body = new URLSearchParams({ patient: 'edith', code: 'http://loinc.org|2160-0' })
    const answer = await ask('Observation/_search', token, { method: 'POST', body })
    expect(answer).toMatchObject({ status: 200, body: { total: 6 } })
  })

  test('an unknown parameter is an error, never left out', async () => {
    const answer = await ask('Observation?colour=red', await tokenWith('patient/*.rs'))
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain('colour')
  })

  test('an unknown type is not there', async () => {
    expect((await ask('Spaceship?x=1', await tokenWith('user/*.rs'))).status).toBe(404)
  })
})

describe('writing', () => {
  test('create gives an id, a version and a day; it is found at once', async () => {
    const token = await tokenWith('patient/*.cruds')
    const made = await ask('ServiceRequest', token, json('POST', order('edith', { id: 'mine' })))
    expect(made.status).toBe(201)
    const { id } = made.body
    expect(id).not.toBe('mine')
    expect(made.headers.get('location')).toBe(
      `${app.url}/sandbox/fhir/ServiceRequest/${id}/_history/1`,
    )
    expect(made.body.meta).toEqual({ versionId: '1', lastUpdated: '2026-11-24T12:00:00.000Z' })
    const found = await ask('ServiceRequest?patient=edith', token)
    expect(JSON.stringify(found.body)).toContain(String(id))
  })

  test('update counts versions, and refuses where another was faster', async () => {
    const token = await tokenWith('patient/*.cruds')
    const resource = order('edith', { id: 'edith-referral' })
    const path = 'ServiceRequest/edith-referral'
    expect((await ask(path, token, json('PUT', resource))).status).toBe(201)
    const second = await ask(path, token, json('PUT', resource, { 'if-match': 'W/"1"' }))
    expect(second).toMatchObject({ status: 200, body: { meta: { versionId: '2' } } })
    expect(second.headers.get('etag')).toBe('W/"2"')
    const late = await ask(path, token, json('PUT', resource, { 'if-match': 'W/"1"' }))
    expect(late.status).toBe(412)
  })

  test.each([
    ['another type', 'POST', 'Observation', order('edith')],
    ['another id', 'PUT', 'ServiceRequest/x', order('edith', { id: 'y' })],
    ['no object', 'POST', 'ServiceRequest', 'text'],
  ])('%s is refused', async (_name, method, path, body) => {
    const token = await tokenWith('patient/*.cruds')
    expect((await ask(path, token, json(method, body))).status).toBe(400)
  })

  test('v1 write and v2 create are enough, each for its own', async () => {
    const v1 = await tokenWith('patient/ServiceRequest.write')
    expect((await ask('ServiceRequest', v1, json('POST', order('edith')))).status).toBe(201)
    const v2 = await tokenWith('patient/ServiceRequest.c')
    expect((await ask('ServiceRequest', v2, json('POST', order('edith')))).status).toBe(201)
    expect((await ask('ServiceRequest?patient=edith', v2)).status).toBe(403)
  })

  test('what the server does not do is 405', async () => {
    const answer = await ask('Patient/edith', await tokenWith('user/*.cruds'), { method: 'DELETE' })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, PUT')
  })
})

test('the client of the companion is the one that is documented', () => {
  expect(CLIENT).toBe('cardstock-companion')
})
