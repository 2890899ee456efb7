import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { StoredAuditRecord } from '../../src/store/audit.ts'
import { type Browser, type Companion, startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'
import { exchange, type Listening, listen, postBytes } from '../support/raw-http.ts'

const text = (name: string) =>
  readFileSync(new URL(`../support/requests/${name}.json`, import.meta.url), 'utf8')

/** The records of a request id; the writer is behind the answers. */
async function recordsOf(
  { store }: Pick<Listening, 'store'>,
  id: string,
): Promise<readonly StoredAuditRecord[]> {
  await store.flush()
  const found: StoredAuditRecord[] = []
  for await (const record of store.audit.records()) if (record.requestId === id) found.push(record)
  return found
}

/** Ways to write a path that some server takes for it. */
const spellings = (path: string): readonly string[] => {
  const [, first = '', ...rest] = path.split('/')
  const last = rest.at(-1) ?? ''
  const before = path.slice(0, path.length - last.length)
  const escaped = `%${last.charCodeAt(0).toString(16)}${last.slice(1)}`
  return [
    path,
    path.toUpperCase(),
    `/${first.toUpperCase()}/${rest.join('/')}`,
    `/${first}/${rest.join('/').toUpperCase()}`,
    `${path}/`,
    `${path}?`,
    `${path}?a=/cds-services`,
    `${path}#a`,
    `${path}#`,
    `${path.replaceAll('/', '\\')}#`,
    `/${first}${before.slice(first.length + 1).replaceAll('/', '\\')}${last}#`,
    `${before}${escaped}`,
    `/%${first.charCodeAt(0).toString(16)}${first.slice(1)}/${rest.join('/')}`,
    `/${path}`,
    `/.${path}`,
    path.slice(1),
    `${before}/${last}`,
    `${before}./${last}`,
    `${before}x/../${last}`,
    `${path};a=1`,
    `${path}%00`,
    `${path}\u00a0`,
    `http://localhost${path}`,
    `HTTP://LOCALHOST${path}`,
    `http://localhost${path.toUpperCase()}`,
    `http://evil.example${path}`,
    `https://user@localhost:1${path}`,
    `http:${path}`,
    `http:/${path}`,
    `ftp://localhost${path}`,
    `x:${path}`,
    `*${path}`,
  ]
}

describe.each(['buffered', 'strict'])('audit: %s, a path of hooks', (mode) => {
  let app: Listening
  beforeAll(async () => {
    app = await listen({ now: '2026-11-24T12:00:00Z', config: `audit: ${mode}` })
  })
  afterAll(() => app.close())

  test.each([
    ['/cds-services/cardiometabolic-risk', text('patient-view'), 'hook'],
    ['/cds-services/cardiometabolic-risk/feedback', text('feedback'), 'feedback'],
  ])(
    'T25 %s in any spelling that is answered leaves one record by its name',
    async (path, body, event) => {
      const answered: string[] = []
      for (const [n, target] of spellings(path).entries()) {
        const id = `${event}-${n}`
        const [answer] = await exchange(app.port, postBytes(target, body, [`X-Request-Id: ${id}`]))
        const records = await recordsOf(app, id)
        const status = answer?.status ?? 0
        if (status === 200) {
          answered.push(target)
          expect([target, records]).toMatchObject([
            target,
            [{ event, status, service: 'cardiometabolic-risk' }],
          ])
          expect(records).toHaveLength(1)
        } else {
          expect([target, [400, 404].includes(status)]).toEqual([target, true])
          expect(records.length).toBeLessThanOrEqual(1)
        }
      }
      expect(answered).toEqual(expect.arrayContaining([path, `${path}/`]))
    },
  )
})

describe('a path of the companion app', () => {
  let app: Companion
  let browser: Browser
  beforeAll(async () => {
    app = await startCompanion({ patient: 'ada', resources })
    const about = { service: 'cardiometabolic-risk', rule: 'kidney-function' }
    browser = await app.opened(undefined, about)
  })
  afterAll(() => app.close())

  const cookie = () => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const note = { resourceType: 'ServiceRequest' }

  test.each([
    ['GET', '/app/api/advice', 'app-read'],
    ['GET', '/app/api/trends', 'app-read'],
    ['GET', '/app/api/patient', 'app-read'],
    ['POST', '/app/api/fhir/ServiceRequest', 'app-write'],
  ])(
    'T25 %s %s in any spelling that reaches its route leaves one record by its name',
    async (method, path, event) => {
      const body = method === 'POST' ? JSON.stringify(note) : ''
      const reached: string[] = []
      for (const [n, target] of spellings(path).entries()) {
        const id = `${path.replaceAll('/', '.')}-${n}`
        const head = [
          `${method} ${target} HTTP/1.1`,
          `Host: ${new URL(app.url).host}`,
          'Connection: close',
          `Cookie: ${cookie()}`,
          `X-Cardstock-Csrf: ${browser.csrf}`,
          'Content-Type: application/fhir+json',
          `Content-Length: ${body.length}`,
          `X-Request-Id: ${id}`,
        ]
        const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1')
        const [answer] = await exchange(Number(new URL(app.url).port), bytes)
        const records = await recordsOf(app, id)
        const status = answer?.status ?? 0
        // Refused by routing, before anybody's data are thought of.
        const isOfNobody = records.every(({ patientKey }) => patientKey === '')
        if (isOfNobody && [400, 404, 405].includes(status)) {
          expect(records.length).toBeLessThanOrEqual(1)
          continue
        }
        reached.push(target)
        expect([target, records]).toMatchObject([
          target,
          [{ event, status, patientKey: expect.stringMatching(/^[\w-]{43}$/) }],
        ])
        expect(records).toHaveLength(1)
      }
      expect(reached).toContain(path)
    },
  )
})

describe('a target that is no path', () => {
  let app: Listening
  beforeAll(async () => {
    app = await listen()
  })
  afterAll(() => app.close())

  test.each(['http://localhost/cds-services', 'http://evil.example/livez', '/cds-services#x'])(
    'T27 %s is refused by a code of its own',
    async (target) => {
      const bytes = `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`
      const [answer] = await exchange(app.port, bytes)
      expect(answer?.status).toBe(400)
      expect(JSON.parse(answer?.body ?? '')).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ details: { coding: [{ code: 'CDS_TARGET_UNSUPPORTED' }] } }],
      })
    },
  )

  test('RFC 9110 9.3.7 OPTIONS * asks about the server, and is answered', async () => {
    const bytes = 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
    const [answer] = await exchange(app.port, bytes)
    expect(answer?.status).toBe(204)
  })
})
