import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { loadConfig } from '../../src/config.ts'
import { guardedFetch } from '../../src/security/guarded-fetch.ts'
import { authorization, fixtures, post, requestFor, start } from '../conformance/fixtures.ts'
import { askTrusting, type SelfSigned, startSelfSigned } from '../support/self-signed.ts'

let server: SelfSigned
beforeAll(async () => {
  server = await startSelfSigned()
})
afterAll(() => server.close())

test('the server answers whoever trusts its certificate', async () => {
  expect(await askTrusting(server)).toBe(200)
  expect(server.asked).toContain('/trusting')
})

test('a FHIR server with a certificate that nobody vouches for gets no request and no token', async () => {
  const app = await start({ registry: fixtures })
  const before = server.asked.length
  const body = requestFor('patient-view', {
    fhirServer: server.url,
    fhirAuthorization: authorization,
  })
  expect((await post(app, 'pv', body)).status).toBe(412)
  expect(server.asked).toHaveLength(before)
})

test('keys and log-ins are not fetched from one either, and the log is told why', async () => {
  const before = server.asked.length
  const asked = { url: server.url, reach: 'loopback', headers: {}, maxBytes: 1024 } as const
  await expect(guardedFetch({ ...asked, deadlineMs: 10_000 })).rejects.toThrow('certificate')
  expect(server.asked).toHaveLength(before)
})

test('a process in which Node checks no certificates does not start', () => {
  expect(() => loadConfig({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(
    'NODE_TLS_REJECT_UNAUTHORIZED is "0"',
  )
  expect(() => loadConfig({ NODE_TLS_REJECT_UNAUTHORIZED: '1' })).not.toThrow()
})
