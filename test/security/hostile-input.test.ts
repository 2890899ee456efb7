import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  type Answer,
  exchange,
  type Listening,
  listen,
  open,
  postBytes,
} from '../support/raw-http.ts'
import { outcomeSchema, responseSchema } from '../support/wire.ts'
import {
  CANARY,
  encoded,
  keyAbuse,
  MEDIA_TYPES,
  notUtf8,
  truncated,
  wrongFeedback,
  wrongTypes,
} from './hostile/bodies.ts'
import {
  ADDRESSES,
  HEADER_ABUSE,
  METHODS,
  NOWHERE,
  SERVICE_IDS,
  SMUGGLING,
  UNFINISHED,
} from './hostile/http.ts'
import { NOT_JSON, NOT_OBJECTS } from './hostile/json-texts.ts'

const LIMIT = 64 * 1024
const SERVICES = {
  'patient-view': 'cardiometabolic-risk',
  'order-select': 'medication-safety',
  'order-sign': 'medication-safety',
  'encounter-discharge': 'discharge-check',
} as const

const requestOf = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../support/requests/${name}.json`, import.meta.url), 'utf8'))
const view = requestOf('patient-view')
const VIEW = '/cds-services/cardiometabolic-risk'

/** Every input that was sent to the one process. */
const inputs = new Set<string>()
let app: Listening

beforeAll(async () => {
  app = await listen({
    now: '2026-11-24T12:00:00Z',
    config: `bodyLimitBytes: ${LIMIT}\nbodiesLimitBytes: 134217728`,
    limits: { headersTimeoutMs: 2000, requestTimeoutMs: 2500 },
  })
})

afterAll(() => app.close())

async function send(bytes: string | Buffer): Promise<Answer[]> {
  const exact = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  inputs.add(exact.toString('latin1'))
  const answers = await exchange(app.port, exact)
  for (const answer of answers) wellFormed(answer)
  return answers
}

/** The one answer of one request. */
async function statusOf(bytes: string | Buffer): Promise<number> {
  const answers = await send(bytes)
  expect(answers).toHaveLength(1)
  return answers[0]?.status ?? 0
}

function wellFormed({ status, headers, body }: Answer): void {
  expect(status).toBeLessThan(500)
  expect(headers['x-content-type-options']).toBe('nosniff')
  if (status < 400) return
  expect(headers['content-type']).toMatch(/^application\/(?:fhir\+)?json; charset=utf-8$/)
  expect(headers['cache-control']).toBe('no-store')
  // The answer to HEAD has the length of a body and none.
  if (body !== '') outcomeSchema.parse(JSON.parse(body))
  expect(body + JSON.stringify(headers)).not.toContain(CANARY)
  expect(body).not.toMatch(/\bat .+\.ts:\d+|node_modules|SyntaxError|Unexpected token/)
}

/** Sends each input as the body of a POST, some at a time; what came back, as status by index. */
async function postAll(
  path: string,
  bodies: readonly (string | Buffer)[],
  allowed: readonly number[],
): Promise<void> {
  const refused: [number, string][] = []
  for (let from = 0; from < bodies.length; from += 8)
    await Promise.all(
      bodies.slice(from, from + 8).map(async (body) => {
        const status = await statusOf(postBytes(path, body))
        if (!allowed.includes(status)) refused.push([status, body.toString().slice(0, 200)])
      }),
    )
  expect(refused).toEqual([])
}

describe('bodies', () => {
  test('texts that are no JSON are refused', () => postAll(VIEW, NOT_JSON, [400]))
  test('JSON that is no object is refused', () => postAll(VIEW, NOT_OBJECTS, [400]))
  test('the same as feedback', () => postAll(`${VIEW}/feedback`, NOT_OBJECTS, [400]))

  test.each(Object.entries(SERVICES))(
    'wrong types in %s are refused, or harmless',
    async (hook, id) => {
      const bodies = wrongTypes(requestOf(hook))
        .map((body) => JSON.stringify(body))
        .filter((text) => text.length < LIMIT)
      await postAll(`/cds-services/${id}`, bodies, [200, 400, 412])
    },
  )

  test('wrong types in feedback are refused, or harmless', () =>
    postAll(
      `${VIEW}/feedback`,
      wrongFeedback(requestOf('feedback'))
        .map((body) => JSON.stringify(body))
        .filter((text) => text.length < LIMIT),
      [200, 400],
    ))

  test.each(Object.entries(SERVICES))(
    'keys forbidden or repeated and nesting without end are refused in %s',
    async (hook, id) => {
      const bodies = keyAbuse(requestOf(hook)).filter((text) => text.length < LIMIT)
      await postAll(`/cds-services/${id}`, bodies, [400])
      expect({}).not.toHaveProperty('polluted')
    },
  )

  test('a body that is cut off is refused', () =>
    postAll(VIEW, truncated(JSON.stringify(view), 60), [400]))

  test('what is not UTF-8 is refused', () => postAll(VIEW, notUtf8(JSON.stringify(view)), [400]))

  test.each(encoded(JSON.stringify(view), LIMIT))(
    'encoding: %s',
    async (_name, body, header, status) => {
      expect(await statusOf(postBytes(VIEW, body, [`Content-Encoding: ${header}`]))).toBe(status)
    },
  )

  test.each(MEDIA_TYPES)('media type: %s', async (type) => {
    const bytes = postBytes(VIEW, JSON.stringify(view), [`Content-Type: ${type}`])
    expect(await statusOf(bytes)).toBe(415)
  })
})

describe('methods and addresses', () => {
  test.each(Object.entries(ADDRESSES))('%s takes %s and no other method', async (path, taken) => {
    for (const method of [...METHODS, 'GET', 'HEAD', 'POST'].filter(
      (each) => !taken.includes(each),
    )) {
      const [answer] = await send(
        `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      )
      expect([method, answer?.status]).toEqual([method, 405])
      expect(answer?.headers.allow).toContain(taken[0])
    }
  })

  test.each(SERVICE_IDS)('there is no service %s', async (id) => {
    const status = await statusOf(postBytes(`/cds-services/${id}`, JSON.stringify(view)))
    expect([400, 404, 405]).toContain(status)
  })

  test('names of the language are unknown exactly like any other name', async () => {
    const answers = await Promise.all(
      ['nope', 'constructor', '__proto__', 'toString'].map((id) =>
        send(postBytes(`/cds-services/${id}`, JSON.stringify(view))),
      ),
    )
    expect(new Set(answers.map(([answer]) => `${answer?.status} ${answer?.body}`)).size).toBe(1)
  })

  test.each(NOWHERE)('nothing is at %s', async (path) => {
    const status = await statusOf(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
    )
    expect([400, 404]).toContain(status)
  })
})

describe('the protocol below', () => {
  test.each(SMUGGLING)(
    '%s: refused, and nothing behind it is answered',
    async (_name, bytes, statuses) => {
      expect(statuses).toContain(await statusOf(bytes))
    },
  )

  test.each(HEADER_ABUSE)('%s', async (_name, bytes, statuses) => {
    expect(statuses).toContain(await statusOf(bytes))
  })

  test('what does not end is cut, with 408', async () => {
    const statuses = await Promise.all(
      UNFINISHED.map(async ([name, bytes]) => [name, await statusOf(bytes)]),
    )
    expect(statuses).toEqual(UNFINISHED.map(([name]) => [name, 408]))
  })

  test.each(UNFINISHED.slice(1))('a connection that breaks off: %s', async (_name, bytes) => {
    const socket = await open(app.port)
    await new Promise((resolve) => socket.write(bytes, 'latin1', resolve))
    const closed = once(socket, 'close')
    socket.destroy()
    await closed
  })
})

describe('the process after all that', () => {
  test('has been sent more than 2,500 distinct inputs', () => {
    expect(inputs.size).toBeGreaterThan(2500)
  })

  test('holds nothing of them', async () => {
    await app.allClosed()
    expect(app.load.counts()).toMatchObject({ inFlight: 0, queued: 0, bodyBytes: 0, shed: 0 })
  })

  test('logged no failure of its own', () => {
    expect(app.logs.filter(({ msg }) => msg === 'unplanned failure')).toEqual([])
    expect(JSON.stringify(app.logs)).not.toContain(CANARY)
  })

  test('answers as before', async () => {
    const [answer] = await send(postBytes(VIEW, JSON.stringify(view)))
    expect(answer?.status).toBe(200)
    expect(responseSchema.parse(JSON.parse(answer?.body ?? '')).cards).not.toEqual([])
  })
})
