import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { loadConfig } from '../../src/config.ts'
import { openFhirclient } from '../../src/fhir/fhirclient.ts'
import { guardedFetch } from '../../src/security/guarded-fetch.ts'
import { authorization, fixtures, post, requestFor, start } from '../conformance/fixtures.ts'
import { startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'
import { startFhirServer } from '../support/fhir-server.ts'
import type { TestApp } from '../support/make-app.ts'
import {
  askTrusting,
  CERTIFICATE,
  EXPIRED,
  OF_ANOTHER,
  type SelfSigned,
  startSelfSigned,
} from '../support/self-signed.ts'

let server: SelfSigned
beforeAll(async () => {
  server = await startSelfSigned()
})
afterAll(() => server.close())

test('the server answers whoever trusts its certificate', async () => {
  expect(await askTrusting(server)).toBe(200)
  expect(server.asked).toContain('/trusting')
})

/** Asks an app whose call names this FHIR server, and gives what the caller and the operator see. */
async function asked(fhirServer: string) {
  const app = await start({ registry: fixtures })
  const body = requestFor('patient-view', { fhirServer, fhirAuthorization: authorization })
  const { status, text } = await post(app, 'pv', body)
  const line = app.logs.find(({ msg }) => msg === 'hook')
  const aloud = app.logs.filter(({ level, call }) => level === 40 && call === 'hook')
  return { status, text, line, aloud, counted: await countedBy(app) }
}

async function countedBy(app: Pick<TestApp, 'app'>): Promise<readonly string[]> {
  const { text } = await supertest(app.app).get('/metrics')
  return text.match(/^cardstock_fhir_failures_total.*$/gm) ?? []
}

describe('a FHIR server whose TLS does not hold gets no request and no token, and is told from one that is down', () => {
  const trusted = getCACertificates('default')
  // As NODE_EXTRA_CA_CERTS does, so that nothing else is wrong with them.
  beforeAll(() => setDefaultCACertificates([...trusted, EXPIRED, OF_ANOTHER]))
  afterAll(() => setDefaultCACertificates(trusted))

  test.each([
    ['a certificate that nobody vouches for', CERTIFICATE],
    ['a certificate that has expired', EXPIRED],
    ['a certificate of another host', OF_ANOTHER],
  ])('%s', async (_name, certificate) => {
    const other = await startSelfSigned(certificate)
    const { status, text, line, aloud, counted } = await asked(other.url)
    other.close()
    expect(status).toBe(412)
    expect(other.asked).toEqual([])
    expect(line).toMatchObject({ fhirFailures: { certificate: 2 } })
    expect(aloud).toEqual([
      expect.objectContaining({ client: 'open', fhirFailures: { certificate: 2 } }),
    ])
    expect(counted).toEqual(['cardstock_fhir_failures_total{call="hook",reason="certificate"} 2'])
    // What is wrong is the operator's to know; in the card it would be noise.
    expect(text).not.toMatch(/certificate|tls/i)
  })

  test('no TLS at all', async () => {
    const fhir = await startFhirServer()
    const { line, aloud } = await asked(fhir.url.replace('http:', 'https:'))
    await fhir.close()
    expect(line).toMatchObject({ fhirFailures: { tls: 2 } })
    expect(aloud).toHaveLength(1)
  })

  test('one that is down is no matter of TLS', async () => {
    const fhir = await startFhirServer()
    await fhir.close()
    const { line, aloud, counted } = await asked(fhir.url)
    expect(line).toMatchObject({ fhirFailures: { unreachable: 2 } })
    expect(aloud).toEqual([])
    expect(counted).toEqual(['cardstock_fhir_failures_total{call="hook",reason="unreachable"} 2'])
  })
})

test('what the companion app reads is told in the same way, by the call', async () => {
  const app = await startCompanion({
    ...{ patient: 'ada', resources },
    openFhir: (access) => openFhirclient()({ ...access, server: server.url, reach: 'loopback' }),
  })
  try {
    const browser = await app.opened()
    const before = server.asked.length
    const read = await browser.get('/app/api/patient')
    expect([read.status, read.text]).toEqual([
      502,
      expect.stringContaining('cannot be reached safely'),
    ])
    await browser.get('/app/api/advice')
    await browser.get('/app/api/trends?score=ckd-epi-2021-cr')
    const counted = (await countedBy(app)).map((each) => each.replace(/ .*/, ''))
    const of = (call: string) =>
      `cardstock_fhir_failures_total{call="${call}",reason="certificate"}`
    expect(counted).toEqual([of('patient'), of('advice'), of('trends')])
    const aloud = app.logs.filter(({ level, call }) => level === 40 && call !== undefined)
    expect(aloud.map(({ client, call }) => [client, call])).toEqual([
      ['north', 'patient'],
      ['north', 'advice'],
      ['north', 'trends'],
    ])
    expect(server.asked).toHaveLength(before)
  } finally {
    await app.close()
  }
})

test('keys and log-ins are not fetched from one either, and the log is told why', async () => {
  const before = server.asked.length
  const asked = { url: server.url, reach: 'loopback', headers: {}, maxBytes: 1024 } as const
  await expect(guardedFetch({ ...asked, deadlineMs: 10_000 })).rejects.toThrow('certificate')
  // Nor is anything written there.
  const write = { ...asked, method: 'POST', body: '{}', deadlineMs: 10_000 } as const
  await expect(guardedFetch(write)).rejects.toThrow('certificate')
  expect(server.asked).toHaveLength(before)
})

test('a process in which Node checks no certificates does not start', () => {
  expect(() => loadConfig({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(
    'NODE_TLS_REJECT_UNAUTHORIZED is "0"',
  )
  expect(() => loadConfig({ NODE_TLS_REJECT_UNAUTHORIZED: '1' })).not.toThrow()
})
