import { beforeAll, expect, test } from '@jest/globals'
import supertest from 'supertest'
import type { TestApp } from '../support/make-app.ts'
import { exchange, listen } from '../support/raw-http.ts'
import { fixtures, post, requestFor, rpv, start } from './fixtures.ts'

const LISTED = 'https://ehr.example.org'
let app: TestApp
beforeAll(async () => {
  app = await start({ registry: fixtures, config: `corsOrigins: ['${LISTED}']` })
})

/** What each address takes. */
const METHODS: Readonly<Record<string, string>> = {
  '/cds-services': 'GET, HEAD, OPTIONS',
  '/cds-services/pv': 'POST, OPTIONS',
  '/cds-services/pv/feedback': 'POST, OPTIONS',
}
const PATHS = Object.keys(METHODS)

test.each(PATHS)('CORS-01 a browser client may call %s', async (path) => {
  const answer = await supertest(app.app)
    .options(path)
    .set('origin', LISTED)
    .set('access-control-request-method', 'POST')
    .set('access-control-request-headers', 'authorization,content-type')
  expect(answer.headers['access-control-allow-origin']).toBe(LISTED)
})

test.each(PATHS)('CORS-02 the preflight of %s is 204 and says what may be sent', async (path) => {
  const answer = await supertest(app.app).options(path).set('origin', LISTED)
  expect(answer.status).toBe(204)
  expect(answer.text).toBe('')
  expect(answer.headers['access-control-allow-methods']).toBe(METHODS[path])
  expect(answer.headers['access-control-allow-headers']).toBe('Authorization, Content-Type, Accept')
  expect(Number(answer.headers['access-control-max-age'])).toBeGreaterThan(0)
})

test.each([
  ...Object.entries(METHODS),
  ['/livez', 'GET, HEAD'],
  ['/readyz', 'GET, HEAD'],
  ['/metrics', 'GET, HEAD'],
  ['/openapi.yaml', 'GET, HEAD'],
  ['/', 'GET, HEAD'],
  ['/app/', 'GET, HEAD'],
  ['/app/launch', 'GET'],
  ['/app/api/advice', 'GET'],
  ['/app/api/fhir/Observation', 'POST'],
  ['/sandbox/fhir/Patient', 'GET, HEAD, POST, PUT'],
  ['/sandbox/auth/token', 'POST'],
  ['*', 'GET, HEAD, POST, OPTIONS'],
])('T27 OPTIONS %s names its methods, and grants nothing to nobody', async (path, methods) => {
  const server = await listen({ registry: fixtures })
  const [answer] = await exchange(
    server.port,
    `OPTIONS ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  )
  await server.close()
  expect([answer?.status, answer?.headers.allow, answer?.body]).toEqual([204, methods, ''])
  expect(Object.keys(answer?.headers ?? {}).join()).not.toContain('access-control')
})

test.each(['/nowhere', '/cds-services/pv/feedback/x', '/app/nowhere', '/app/assets/none.js'])(
  'T27 OPTIONS %s is answered like any other call of what is not there: 404',
  async (path) => {
    for (const origin of [LISTED, undefined]) {
      const call = supertest(app.app).options(path)
      const answer = await (origin === undefined ? call : call.set('origin', origin))
      expect(answer.status).toBe(404)
      expect(answer.headers).not.toHaveProperty('allow')
      expect(answer.headers).not.toHaveProperty('access-control-allow-methods')
    }
  },
)

test('T27 OPTIONS tells nobody which services there are', async () => {
  const told = async (id: string) => {
    const { status, headers } = await supertest(app.app).options(`/cds-services/${id}`)
    return [status, headers.allow]
  }
  expect(await told('nope')).toEqual(await told('pv'))
})

test('CORS-03 a page that is not admitted is not told what it may send', async () => {
  const answer = await supertest(app.app)
    .options('/cds-services/pv')
    .set('origin', 'https://evil.example')
  expect(answer.status).toBe(204)
  expect(Object.keys(answer.headers).join()).not.toContain('access-control')
})

test.each([
  'https://evil.example',
  'https://ehr.example.org.evil.example',
  'http://ehr.example.org',
  'https://ehr.example.org:8443',
  'null',
])('CORS-03 the origin %s is not admitted', async (origin) => {
  const answer = await supertest(app.app).get('/cds-services').set('origin', origin)
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  expect(answer.headers.vary).toMatch(/\borigin\b/i)
})

test('CORS-03 a listed origin is echoed, with Vary', async () => {
  const answer = await supertest(app.app).get('/cds-services').set('origin', LISTED)
  expect(answer.headers['access-control-allow-origin']).toBe(LISTED)
  expect(answer.headers.vary).toMatch(/\borigin\b/i)
})

test('CORS-04 credentials are never allowed', async () => {
  for (const answer of [
    await supertest(app.app).options('/cds-services/pv').set('origin', LISTED),
    await post(app, 'pv', rpv()).set('origin', LISTED),
  ])
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
})

const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`x-${n}`, 'a']))
test.each([
  ['a URL of over 2 KiB', 414, `/?${'a'.repeat(2048)}`, {}],
  ['over 100 headers', 431, '/cds-services', many],
])(
  'T11 a preflight with %s is refused with %i, as any call is',
  async (_name, status, path, more) => {
    const answer = await supertest(app.app).options(path).set('origin', LISTED).set(more)
    expect(answer.status).toBe(status)
    expect(answer.headers['access-control-allow-origin']).toBe(LISTED)
  },
)

test('CORS-05 errors can be read by the browser client too', async () => {
  const answers = {
    400: await post(app, 'pv', '{').set('origin', LISTED),
    404: await post(app, 'nope', rpv()).set('origin', LISTED),
    405: await supertest(app.app).delete('/cds-services').set('origin', LISTED),
    412: await post(app, 'nofhir', requestFor('patient-view')).set('origin', LISTED),
    413: await post(app, 'pv', ' '.repeat(8 * 1024 * 1024 + 1)).set('origin', LISTED),
    415: await supertest(app.app)
      .post('/cds-services/pv')
      .send('x')
      .type('text')
      .set('origin', LISTED),
  }
  for (const [status, answer] of Object.entries(answers)) {
    expect(answer.status).toBe(Number(status))
    expect(answer.headers['access-control-allow-origin']).toBe(LISTED)
  }
})
