import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Fault } from '../../test/support/fhir-faults.ts'
import { type FhirServer, startFhirServer } from '../../test/support/fhir-server.ts'
import type { Fetched } from './client.ts'
import { openFhirclient } from './fhirclient.ts'

const TOKEN = 'SECRET-token-1'
const patient = { resourceType: 'Patient', id: '123', name: [{ family: 'Østergård' }] }
const time = { remainingMs: () => 10_000 }
const json = { 'content-type': 'application/fhir+json' }

let server: FhirServer
beforeEach(async () => {
  server = await startFhirServer({ resources: [patient], token: TOKEN })
})
afterEach(() => server.close())

function read(query: string, options?: Parameters<typeof openFhirclient>[0]): Promise<Fetched> {
  return openFhirclient(options)({ reach: 'loopback', server: server.url, token: TOKEN }).read(
    query,
    time,
  )
}

describe('a read', () => {
  test('FRA-01 FRA-07 is one GET with the token and FHIR JSON asked for', async () => {
    expect(await read('Patient/123')).toEqual({ ok: true, resource: patient, partial: false })
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/Patient/123', body: '' })
    expect(server.requests[0]?.headers.accept).toBe('application/fhir+json')
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`)
  })

  test('the token is in the Authorization header and nowhere else', async () => {
    await read('Patient/123')
    await read('Observation?patient=123', { longUrl: 1 })
    for (const { headers, ...rest } of server.requests) {
      const { authorization, ...others } = headers
      expect(authorization).toBe(`Bearer ${TOKEN}`)
      expect(JSON.stringify([rest.path, String(rest.query), rest.body, others])).not.toContain(
        TOKEN,
      )
    }
    expect(server.requests).toHaveLength(2)
  })

  test('without a token there is no Authorization header', async () => {
    await openFhirclient()({ reach: 'loopback', server: server.url }).read('Patient/123', time)
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization')
  })

  test('a slash at the end of the base is not doubled', async () => {
    await openFhirclient()({ reach: 'loopback', server: `${server.url}/`, token: TOKEN }).read(
      'Patient/123',
      time,
    )
    expect(server.requests[0]?.path).toBe('/Patient/123')
  })

  test('an OperationOutcome with 200 is given back as the resource', async () => {
    const outcome = { resourceType: 'OperationOutcome', issue: [] }
    server.fail('/Patient/123', (response) => {
      response.writeHead(200, json).end(JSON.stringify(outcome))
    })
    expect(await read('Patient/123')).toEqual({ ok: true, resource: outcome, partial: false })
  })

  test('a compressed answer is inflated', async () => {
    server.fail('/Patient/123', (response) => {
      response
        .writeHead(200, { ...json, 'content-encoding': 'gzip' })
        .end(gzipSync(JSON.stringify(patient)))
    })
    expect(await read('Patient/123')).toEqual({ ok: true, resource: patient, partial: false })
  })
})

describe('a search', () => {
  const query =
    'Observation?patient=123&code=http://loinc.org|4548-4,http://loinc.org|2160-0' +
    '&date=ge2020-01-01T00:00:00+02:00&category=a b&category=c%20d&status=x%26y'
  const parameters = [
    ['patient', '123'],
    ['code', 'http://loinc.org|4548-4,http://loinc.org|2160-0'],
    ['date', 'ge2020-01-01T00:00:00+02:00'],
    ['category', 'a b'],
    ['category', 'c d'],
    ['status', 'x&y'],
  ]

  test('is a GET whose values arrive as meant', async () => {
    expect(await read(query)).toMatchObject({ ok: true, resource: { entry: [] }, partial: false })
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/Observation' })
    expect([...(server.requests[0]?.query ?? [])]).toEqual(parameters)
  })

  test('whose URL would be long is a POST with the same parameters in a form', async () => {
    expect(await read(query, { longUrl: 100 })).toMatchObject({ ok: true, partial: false })
    const [post] = server.requests
    expect(post).toMatchObject({ method: 'POST', path: '/Observation/_search' })
    expect(post?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(post?.headers.accept).toBe('application/fhir+json')
    expect([...(post?.query ?? [])]).toEqual([])
    expect([...new URLSearchParams(post?.body)]).toEqual(parameters)
  })

  test('goes by POST above 1,800 characters of URL and not at them', async () => {
    const start = `${server.url}/Observation?patient=`
    await read(`Observation?patient=${'1'.repeat(1_800 - start.length)}`)
    await read(`Observation?patient=${'1'.repeat(1_801 - start.length)}`)
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST'])
  })

  test('answered with a bare resource gives that resource', async () => {
    server.fail('/Observation', (response) => {
      response.writeHead(200, json).end(JSON.stringify(patient))
    })
    expect(await read('Observation?patient=123')).toMatchObject({ ok: true, resource: patient })
  })
})

describe('a failure is named, costs one call and tells nothing of the answer', () => {
  const text = (type: string, body: string) => (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': type }).end(body)
  }
  const nested = `{"resourceType":"Patient","x":${'['.repeat(70)}${']'.repeat(70)}}`
  const cases: readonly (readonly [string, Fault, string])[] = [
    ['401', 401, 'denied'],
    ['403', 403, 'denied'],
    ['404', 404, 'not-found'],
    ['410', 410, 'not-found'],
    ['400', 400, 'failed'],
    ['429', 429, 'failed'],
    ['500', 500, 'broken'],
    ['503', 503, 'broken'],
    ['a reset connection', 'reset', 'unreachable'],
    ['a body cut short', 'cut-off', 'unreachable'],
    ['an HTML page', 'html', 'rubbish'],
    ['an empty body', 'empty', 'rubbish'],
    ['half JSON', 'half-json', 'rubbish'],
    ['JSON sent as text', text('text/plain', JSON.stringify(patient)), 'rubbish'],
    ['JSON sent as bytes', text('application/octet-stream', JSON.stringify(patient)), 'rubbish'],
    ['no resourceType', text('application/json', '{"id":"SECRET-BODY"}'), 'rubbish'],
    ['resourceType that is no text', text('application/json', '{"resourceType":7}'), 'rubbish'],
    ['a list', text('application/json', '[{"resourceType":"Patient"}]'), 'rubbish'],
    ['null', text('application/json', 'null'), 'rubbish'],
    ['a text', text('application/json', '"SECRET-BODY"'), 'rubbish'],
    ['nesting without end', text('application/json', nested), 'rubbish'],
    ['a __proto__', text('application/json', '{"resourceType":"P","__proto__":{}}'), 'rubbish'],
    [
      'Bundle entries that are no list',
      text('application/json', '{"resourceType":"Bundle","entry":{}}'),
      'rubbish',
    ],
    [
      'broken compression',
      (response) => {
        response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end('SECRET-BODY, plain')
      },
      'rubbish',
    ],
  ]
  test.each(cases)('%s', async (_name, fault, failure) => {
    server.fail('/Patient', fault)
    const answer = await read('Patient?_id=123')
    expect(answer).toEqual({ ok: false, failure })
    expect(server.requests).toHaveLength(1)
  })

  test('a server that is not there', async () => {
    const gone = await startFhirServer()
    await gone.close()
    const client = openFhirclient()({ reach: 'loopback', server: gone.url, token: TOKEN })
    expect(await client.read('Patient/123', time)).toEqual({ ok: false, failure: 'unreachable' })
  })

  test.each(['GET', 'POST'])('an answer over the limit, to %s', async (method) => {
    const big = JSON.stringify({ ...patient, text: 'x'.repeat(5_000) })
    server.fail(/^\/Patient/, text('application/json', big))
    const query = 'Patient?_id=123'
    const longUrl = method === 'POST' ? 1 : 1_800
    expect(await read(query, { longUrl, maxBytes: 5_000 })).toEqual({
      ok: false,
      failure: 'too-large',
    })
    expect(await read(query, { longUrl, maxBytes: 6_000 })).toMatchObject({ ok: true })
    expect(server.requests.map((request) => request.method)).toEqual([method, method])
  })

  test('the limit holds for what a small compressed answer inflates to', async () => {
    const bomb = gzipSync(JSON.stringify({ ...patient, text: 'x'.repeat(1_000_000) }))
    server.fail('/Patient/123', (response) => {
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb)
    })
    expect(bomb.length).toBeLessThan(5_000)
    const answer = await read('Patient/123', { maxBytes: 5_000 })
    expect(answer).toEqual({ ok: false, failure: 'too-large' })
  })
})

describe('nobody else is called', () => {
  let trap: FhirServer
  beforeEach(async () => {
    trap = await startFhirServer({ resources: [patient] })
  })
  afterEach(() => trap.close())

  test.each([301, 302, 303, 307, 308])('a %i redirect is not followed', async (status) => {
    server.fail('/Patient/123', (response) => {
      response.writeHead(status, { location: `${trap.url}/Patient/123` }).end()
    })
    expect(await read('Patient/123')).toEqual({ ok: false, failure: 'failed' })
    expect(trap.requests).toHaveLength(0)
  })

  test('a redirect to the same server is not followed either', async () => {
    server.fail('/Patient/1', 'redirect', `${server.url}/Patient/123`)
    expect(await read('Patient/1')).toEqual({ ok: false, failure: 'failed' })
    expect(server.requests).toHaveLength(1)
  })

  test('the Location of an empty 201 is not followed', async () => {
    server.fail('/Patient/123', (response) => {
      response.writeHead(201, { ...json, location: `${trap.url}/Patient/123` }).end()
    })
    expect(await read('Patient/123')).toEqual({ ok: false, failure: 'failed' })
    expect(trap.requests).toHaveLength(0)
  })

  test.each([
    'http://evil.example/Patient/1',
    '//evil.example/Patient/1',
    '../Patient/1',
    'Patient/../../admin',
    'Patient/.',
    'Patient/%2e%2e/admin',
    'Patient\\1',
    'Patient/1#x',
    'Patient/',
    '/Patient/1',
    '',
    '?patient=1',
    `Patient/${'1'.repeat(65)}`,
  ])('a path that is not plain segments is refused: %s', async (query) => {
    expect(await read(query)).toEqual({ ok: false, failure: 'refused' })
    expect(server.requests).toHaveLength(0)
  })

  test.each([
    'ftp://a.example/fhir',
    'nonsense',
    '',
    'https://u@a.example/',
    'https://a.example/?x',
  ])('a base that is not plain is refused: %s', async (base) => {
    const answer = await openFhirclient()({ reach: 'loopback', server: base }).read(
      'Patient/1',
      time,
    )
    expect(answer).toEqual({ ok: false, failure: 'refused' })
  })

  test.each(['a\r\nX-Evil: 1', 'a b', '', 'ü'])('a token that is none: %j', async (token) => {
    const answer = await openFhirclient()({ reach: 'loopback', server: server.url, token }).read(
      'Patient/1',
      time,
    )
    expect(answer).toEqual({ ok: false, failure: 'denied' })
    expect(server.requests).toHaveLength(0)
  })
})
