import { afterAll, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { fixtures, post, requestFor, rpv, start } from '../conformance/fixtures.ts'
import type { TestApp } from '../support/make-app.ts'
import { exchange, listen } from '../support/raw-http.ts'

const open: TestApp = await start({ registry: fixtures })
const secure: TestApp = await start({
  registry: fixtures,
  config: 'publicUrl: https://cds.example',
})

const ANSWERS: Readonly<Record<string, (app: TestApp) => supertest.Test>> = {
  discovery: ({ app }) => supertest(app).get('/cds-services'),
  cards: (app) => post(app, 'pv', rpv()),
  '400': (app) => post(app, 'pv', '{'),
  '404': (app) => post(app, 'nope', rpv()),
  '405': ({ app }) => supertest(app).delete('/cds-services'),
  '412': (app) => post(app, 'nofhir', requestFor('patient-view')),
  '415': (app) => post(app, 'pv', rpv()).set('content-encoding', 'br'),
  preflight: ({ app }) =>
    supertest(app).options('/cds-services').set('origin', 'https://a.example'),
  livez: ({ app }) => supertest(app).get('/livez'),
  readyz: ({ app }) => supertest(app).get('/readyz'),
  metrics: ({ app }) => supertest(app).get('/metrics'),
  description: ({ app }) => supertest(app).get('/openapi.yaml'),
  page: ({ app }) => supertest(app).get('/'),
}
const KINDS = Object.entries(ANSWERS)
const HSTS = 'max-age=31536000; includeSubDomains'
const TOLD = [
  ...['strict-transport-security', 'content-security-policy', 'x-content-type-options'],
  ...['referrer-policy', 'cross-origin-resource-policy', 'cache-control', 'content-type'],
]

describe('every answer', () => {
  test.each(KINDS)(
    '%s tells browsers to take it as it is, and to show it nowhere',
    async (_name, ask) => {
      const { headers } = await ask(open)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'x-request-id': expect.stringMatching(/^[\w.-]{1,64}$/),
      })
      for (const closed of ['base-uri', 'form-action', 'frame-ancestors'])
        expect(headers['content-security-policy']).toContain(`; ${closed} 'none'`)
      for (const said of ['x-powered-by', 'server', 'etag', 'set-cookie'])
        expect(headers).not.toHaveProperty(said)
    },
  )

  test.each(KINDS)('%s asks for https where that is the public address', async (_name, ask) => {
    expect((await ask(secure)).headers['strict-transport-security']).toBe(HSTS)
    expect((await ask(open)).headers).not.toHaveProperty('strict-transport-security')
  })

  test.each(['cards', '400', '404', '405', '412', '415'])('%s is kept nowhere', async (name) => {
    expect((await ANSWERS[name]?.(open))?.headers['cache-control']).toBe('no-store')
  })
})

describe('an answer to what is no HTTP', () => {
  const config = 'publicUrl: https://cds.example'
  const limits = { headersTimeoutMs: 400, requestTimeoutMs: 400 }
  const listening = listen({ registry: fixtures, config, limits })
  const plain = listen({ registry: fixtures, limits })
  afterAll(async () => {
    await (await listening).close()
    await (await plain).close()
  })

  test.each([
    ['400', 'no HTTP\r\n\r\n'],
    ['405', 'CONNECT a:22 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['408', 'GET / HTTP/1.1\r\nHost: localhost\r\n'],
    ['431', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['503', 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(1000)],
  ])('%s tells browsers what all others do', async (status, bytes) => {
    const answer = (await exchange((await listening).port, bytes)).at(-1)
    const { headers } = await supertest(secure.app).get('/nowhere')
    expect(answer?.status).toBe(Number(status))
    for (const name of TOLD)
      expect([name, answer?.headers[name]]).toEqual([name, headers[name] ?? 'is sent'])
    const open = (await exchange((await plain).port, bytes)).at(-1)
    expect(open?.headers).not.toHaveProperty('strict-transport-security')
  })
})

describe('a hostile Host', () => {
  test.each(KINDS)('%s does not repeat it, in no header, link or body', async (_name, ask) => {
    const answer = await ask(open)
      .set('host', 'evil.example')
      .set('x-forwarded-host', 'evil.example')
      .set('forwarded', 'host=evil.example;proto=https')
    expect(JSON.stringify(answer.headers) + answer.text).not.toContain('evil.example')
  })

  const foreign = (call: supertest.Test) => call.set('host', 'evil.example:3000')

  test.each([
    ['GET', '/'],
    ['HEAD', '/'],
    ['GET', '/cds-services'],
    ['DELETE', '/cds-services'],
    ['POST', '/cds-services/pv'],
    ['POST', '/cds-services/pv/feedback'],
    ['GET', '/metrics'],
    ['GET', '/openapi.yaml'],
    ['GET', '/app/'],
    ['GET', '/app/api/session'],
    ['GET', '/sandbox/'],
    ['GET', '/sandbox/fhir/Patient'],
    ['GET', '/nowhere'],
  ] as const)(
    '%s %s is not answered in open mode: the name was made to lead here',
    async (method, path) => {
      const agent = supertest(open.app)
      const calls = { GET: agent.get, HEAD: agent.head, POST: agent.post, DELETE: agent.delete }
      const answer = await foreign(calls[method].call(agent, path))
      expect(answer.status).toBe(401)
      if (method !== 'HEAD')
        expect(answer.body.issue[0].details.text).toContain('127.0.0.1, localhost or publicUrl')
      expect(open.logs.at(-1)).toMatchObject({ msg: 'client refused', reason: 'not-own-name' })
    },
  )

  test.each([
    ['/cds-services', 'discovery'],
    ['/app/launch', 'app-launch'],
  ])('%s is recorded, though refused', async (path, event) => {
    await foreign(supertest(open.app).get(path))
    await open.store.flush()
    const events = []
    for await (const record of open.store.audit.records())
      events.push([record.event, record.code, record.client])
    expect(events.at(-1)).toEqual([event, 'not-own-name', ''])
  })

  test.each(['/livez', '/readyz'])(
    '%s is answered: whoever watches the process may call it by any name',
    async (path) => {
      expect((await foreign(supertest(open.app).get(path))).body.status).toBe('ok')
    },
  )

  test('the link of a card leads where the configuration says', async () => {
    const { body } = await post(secure, 'pv', rpv()).set('x-forwarded-host', 'evil.example')
    expect(JSON.stringify(body)).not.toContain('evil.example')
  })
})

describe('X-Request-Id', () => {
  test.each(['a', 'A-b_c.9', 'x'.repeat(64)])('%s is echoed and logged', async (id) => {
    const answer = await post(open, 'pv', rpv()).set('x-request-id', id)
    expect(answer.headers['x-request-id']).toBe(id)
    expect(open.logs.at(-1)).toMatchObject({ msg: 'hook', requestId: id })
  })

  test.each(['', ' ', 'a b', 'é', 'x'.repeat(65), 'a/b', '<b>', 'a,b', '{"a":1}'])(
    '"%s" is not, a new one is made',
    async (id) => {
      const answer = await post(open, 'pv', rpv()).set('x-request-id', id)
      const made = answer.headers['x-request-id']
      expect(made).toMatch(/^[\da-f-]{36}$/)
      expect(open.logs.at(-1)).toMatchObject({ requestId: made })
    },
  )
})

test('answers end their connection once the process is stopping', async () => {
  const stopping = await start({ registry: fixtures })
  const before = await post(stopping, 'pv', rpv()).set('connection', 'keep-alive')
  expect(before.headers.connection).toBe('keep-alive')
  stopping.stopTaking()
  for (const answer of [
    await post(stopping, 'pv', rpv()).set('connection', 'keep-alive'),
    await supertest(stopping.app).get('/cds-services').set('connection', 'keep-alive'),
    await supertest(stopping.app).get('/nowhere').set('connection', 'keep-alive'),
  ])
    expect(answer.headers.connection).toBe('close')
  const ready = await supertest(stopping.app).get('/readyz')
  expect([ready.status, ready.headers['retry-after']]).toEqual([503, '1'])
})
