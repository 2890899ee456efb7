import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import autocannon from 'autocannon'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import {
  type Answer,
  answersIn,
  exchange,
  type Listening,
  listen,
  open,
  postBytes,
  untilClosed,
} from '../support/raw-http.ts'
import { serve, stop } from '../support/serve.ts'
import { outcomeSchema } from '../support/wire.ts'

const view = JSON.parse(
  readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8'),
)
const VIEW = '/cds-services/cardiometabolic-risk'
const SLOW = 'openMode: { deadlineMs: 60000, fhirTimeoutMs: 60000 }'
const whole = JSON.stringify(view)

const FEEDBACK = JSON.stringify({
  feedback: [{ card: 'c', outcome: 'overridden', outcomeTimestamp: '2026-06-01T12:00:00Z' }],
})

/** A FHIR server whose answers are held back until told. */
interface Held {
  readonly fhir: FhirServer
  /** A call that waits for that server; each about a patient of its own. */
  call(): string
  letGo(): void
  holdAgain(): void
}

async function holding(): Promise<Held> {
  const fhir = await startFhirServer()
  const held: ServerResponse[] = []
  let isOpen = false
  const answer = (response: ServerResponse) =>
    response
      .writeHead(404, { 'content-type': 'application/fhir+json' })
      .end('{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found"}]}')
  fhir.fail(/./, (response) => {
    if (isOpen) answer(response)
    else held.push(response)
  })
  let count = 0
  const { prefetch: _, ...rest } = view
  return {
    fhir,
    call: () =>
      JSON.stringify({
        ...rest,
        context: { ...rest.context, patientId: `held-${++count}` },
        fhirServer: fhir.url,
      }),
    letGo() {
      isOpen = true
      for (const response of held.splice(0)) answer(response)
    },
    holdAgain() {
      isOpen = false
    },
  }
}

let held: Held
let app: Listening
const start = async (config: string) => {
  app = await listen({ now: '2026-11-24T12:00:00Z', config })
}
beforeEach(async () => {
  held = await holding()
})
afterEach(async () => {
  held.letGo()
  await app.close()
  await held.fhir.close()
})

/** The one answer to a call on its own connection. */
async function call(body: string, path = VIEW): Promise<Answer> {
  const [answer] = await exchange(app.port, postBytes(path, body))
  if (answer === undefined) throw new Error('no answer')
  return answer
}

async function get(path: string): Promise<number | undefined> {
  const [answer] = await exchange(
    app.port,
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
  )
  return answer?.status
}

function expectShed({ status, headers, body }: Answer): void {
  expect(status).toBe(503)
  expect(headers['retry-after']).toBe('1')
  expect(outcomeSchema.parse(JSON.parse(body)).issue[0]?.details.coding[0]?.code).toBe(
    'CDS_OVERLOADED',
  )
}

/** Resolves when so many calls are in work and in the queue. */
async function settledAt(inFlight: number, queued: number): Promise<void> {
  while (app.load.counts().inFlight !== inFlight || app.load.counts().queued !== queued)
    await new Promise(setImmediate)
}

describe('when all places are taken', () => {
  test('hook calls wait, then are refused at once; all else keeps answering; then all is well', async () => {
    await start(`{ maxInFlight: 2, maxQueued: 3, queueWaitMs: 10000, ${SLOW} }`)
    const answers = Array.from({ length: 5 }, () => call(held.call()))
    await settledAt(2, 3)
    for (let index = 0; index < 20; index++) expectShed(await call(held.call()))
    expect(await get('/cds-services')).toBe(200)
    expect(await get('/livez')).toBe(200)
    expect(await get('/readyz')).toBe(200)
    expect((await call(FEEDBACK, `${VIEW}/feedback`)).status).toBe(200)
    const [metrics] = await exchange(
      app.port,
      'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    )
    for (const line of ['inFlight"} 2', 'queued"} 3', 'shed"} 20'])
      expect(metrics?.body).toContain(`cardstock_load{count="${line}`)

    held.letGo()
    for (const answer of answers) expect([200, 412]).toContain((await answer).status)
    expect((await call(whole)).status).toBe(200)
    expect(app.load.counts()).toMatchObject({ inFlight: 0, queued: 0, bodyBytes: 0, shed: 20 })
  })

  test('a call whose turn does not come in time is refused', async () => {
    await start(`{ maxInFlight: 1, maxQueued: 3, queueWaitMs: 20, ${SLOW} }`)
    const first = call(held.call())
    await settledAt(1, 0)
    expectShed(await call(held.call()))
    held.letGo()
    expect([200, 412]).toContain((await first).status)
  })

  test('a plain call is refused at the door as one that looks unlike is by the route, and audited alike', async () => {
    await start(`{ maxInFlight: 1, maxQueued: 0, ${SLOW} }`)
    const first = call(held.call())
    await settledAt(1, 0)
    const refused = async (...more: readonly string[]) => {
      const bytes = postBytes(VIEW, held.call(), ['X-Request-Id: same', ...more])
      const [answer] = await exchange(app.port, bytes)
      if (answer === undefined) throw new Error('no answer')
      const { date: _, ...headers } = answer.headers
      return { ...answer, headers }
    }
    const atTheDoor = await refused()
    expectShed(atTheDoor)
    // A page that is not admitted: the app looks at it, and has no more to say to it.
    expect(await refused('Origin: https://stray.example')).toEqual(atTheDoor)
    expect((await refused('Accept: application/fhir+json')).headers['content-type']).toBe(
      'application/fhir+json; charset=utf-8',
    )
    held.letGo()
    await first
    await app.store.flush()
    const records: object[] = []
    for await (const { seq: _, at: __, micros: ___, ...record } of app.store.audit.records())
      if (record.status === 503) records.push(record)
    expect(records).toHaveLength(3)
    expect(records[0]).toMatchObject({ requestId: 'same', service: 'cardiometabolic-risk' })
    expect(records.slice(1)).toEqual([records[0], records[0]])
  })

  test('a body is not waited for where the call would be refused anyway', async () => {
    await start(`{ maxInFlight: 1, maxQueued: 0, ${SLOW} }`)
    const first = call(held.call())
    await settledAt(1, 0)
    const socket = await open(app.port)
    const all = untilClosed(socket)
    socket.write(
      `POST ${VIEW} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n{`,
    )
    const [answer] = answersIn(await all)
    if (answer === undefined) throw new Error('no answer')
    expectShed(answer)
    held.letGo()
    await first
  })
})

describe('a call that is refused at the door', () => {
  const head = (...more: readonly string[]) =>
    ['', 'Host: localhost', 'Content-Type: application/json', ...more, '', '']
      .join('\r\n')
      .replace(/^/, `POST ${VIEW} HTTP/1.1`)
  const NEXT = 'GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
  let first: Promise<Answer>
  beforeEach(async () => {
    await start(`{ maxInFlight: 1, maxQueued: 0, ${SLOW} }`)
    first = call(held.call())
    await settledAt(1, 0)
  })
  afterEach(async () => {
    held.letGo()
    await first
  })

  test.each([
    ['says no length', 'Transfer-Encoding: chunked'],
    ['is said to be over the limit', `Content-Length: ${64 * 1024 * 1024}`],
  ])(
    'T11 with a body that %s and does not come is told that its connection ends',
    async (_why, header) => {
      const answers = await exchange(app.port, head(header))
      expect(answers).toHaveLength(1)
      for (const answer of answers) expectShed(answer)
      expect(answers[0]?.headers).toMatchObject({ connection: 'close', vary: 'Origin' })
    },
  )

  test('with one in chunks that came with its headers keeps its connection', async () => {
    const bytes = `${head('Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n\r\n${NEXT}`
    const [refused, next] = await exchange(app.port, bytes)
    expect(refused?.headers.connection).toBe('keep-alive')
    expect([refused?.status, next?.status]).toEqual([503, 200])
  })
})

describe('places are free again', () => {
  test('after sockets died with answers queued behind one another', async () => {
    await start(`{ maxInFlight: 3, maxQueued: 1, queueWaitMs: 10000, ${SLOW} }`)
    for (let round = 0; round < 5; round++) {
      const socket = await open(app.port)
      const closed = untilClosed(socket)
      const pipelined = Array.from({ length: 4 }, () => {
        const bytes = postBytes(VIEW, held.call()).toString()
        return bytes.replace('Connection: close\r\n', '')
      })
      socket.write(pipelined.join(''))
      await settledAt(3, 1)
      socket.destroy()
      await closed
      held.letGo()
      await settledAt(0, 0)
      held.holdAgain()
    }
    expect(app.load.counts().bodyBytes).toBe(0)
    expect((await call(whole)).status).toBe(200)
  })

  test('after callers in the queue have left: their turn goes to those who stayed', async () => {
    await start(`{ maxInFlight: 1, maxQueued: 10, queueWaitMs: 10000, ${SLOW} }`)
    const first = call(held.call())
    await settledAt(1, 0)
    const leaving = await Promise.all(Array.from({ length: 5 }, () => open(app.port)))
    for (const socket of leaving) socket.write(postBytes(VIEW, held.call()))
    await settledAt(1, 5)
    const stays = call(whole)
    await settledAt(1, 6)
    for (const socket of leaving) socket.destroy()
    const before = held.fhir.requests.length
    held.letGo()
    expect((await stays).status).toBe(200)
    await first
    await settledAt(0, 0)
    expect(app.load.counts().bodyBytes).toBe(0)
    // Nobody asked the FHIR server for those who left.
    const asked = held.fhir.requests.slice(before).map(({ path, query }) => `${path} ${query}`)
    expect(asked.filter((each) => /held-[2-6]\b/.test(each))).toEqual([])
  })
})

describe('bodies together', () => {
  test('are bounded: 503 beyond, and room again when a sender leaves', async () => {
    await start('{ bodyLimitBytes: 1048576, bodiesLimitBytes: 1048576 }')
    const padded = Buffer.from(whole.padEnd(700_000))
    const bytes = postBytes(VIEW, padded)
    const stalled = await open(app.port)
    const left = untilClosed(stalled)
    stalled.write(bytes.subarray(0, bytes.length - 10))
    while ((app.load.counts().bodyBytes ?? 0) < 690_000) await new Promise(setImmediate)
    const [refused] = await exchange(app.port, bytes)
    if (refused === undefined) throw new Error('no answer')
    expectShed(refused)
    // A small one still passes.
    expect((await call(whole)).status).toBe(200)
    stalled.destroy()
    await left
    while (app.load.counts().bodyBytes !== 0) await new Promise(setImmediate)
    expect((await exchange(app.port, bytes))[0]?.status).toBe(200)
  })

  /** A body that never ends holds so much of 1 MiB. */
  async function holdBytes(count: number): Promise<Socket> {
    await start('{ bodyLimitBytes: 1048576, bodiesLimitBytes: 1048576 }')
    const socket = await open(app.port)
    const bytes = postBytes(VIEW, ' '.repeat(count + 1))
    socket.write(bytes.subarray(0, bytes.length - 1))
    while (app.load.counts().bodyBytes !== count) await new Promise(setImmediate)
    return socket
  }
  const GZIP = ['Content-Encoding: gzip']

  test('feedback has a part of its own, and is not refused for hook calls', async () => {
    const stalled = await holdBytes(1024 * 1024 - 10)
    expectShed(await call(whole))
    expect((await call(FEEDBACK, `${VIEW}/feedback`)).status).toBe(200)
    const zipped = postBytes(`${VIEW}/feedback`, gzipSync(FEEDBACK), GZIP)
    expect((await exchange(app.port, zipped))[0]?.status).toBe(200)
    stalled.destroy()
  })

  test('what is inflated counts by its own size, as it comes', async () => {
    const stalled = await holdBytes(700_000)
    const send = async (text: string) =>
      (await exchange(app.port, postBytes(VIEW, gzipSync(text), GZIP)))[0]
    expect((await send(whole))?.status).toBe(200)
    const refused = await send(whole.padEnd(600_000))
    if (refused === undefined) throw new Error('no answer')
    expectShed(refused)
    // Where there is no room for it, it is not inflated as far as the limit, where it would be a 413.
    const bomb = await send(whole.padEnd(1024 * 1024 + 1))
    if (bomb === undefined) throw new Error('no answer')
    expectShed(bomb)
    expect(app.load.counts().bodyBytes).toBe(700_000)
    stalled.destroy()
    while (app.load.counts().bodyBytes !== 0) await new Promise(setImmediate)
    expect((await send(whole.padEnd(600_000)))?.status).toBe(200)
    expect((await send(whole.padEnd(1024 * 1024 + 1)))?.status).toBe(413)
    expect(app.load.counts().bodyBytes).toBe(0)
  })

  test('one of feedback has at most 1 MiB, as sent and inflated', async () => {
    await start('')
    const large = FEEDBACK.padEnd(1024 * 1024 + 1)
    for (const bytes of [
      postBytes(`${VIEW}/feedback`, large),
      postBytes(`${VIEW}/feedback`, gzipSync(large), GZIP),
    ])
      expect((await exchange(app.port, bytes))[0]?.status).toBe(413)
    expect((await call(FEEDBACK.padEnd(1024 * 1024), `${VIEW}/feedback`)).status).toBe(200)
  })
})

describe('the rate of a client', () => {
  test('is held: 429 with the time to wait, for its calls alone', async () => {
    await start('openMode: { ratePerSecond: 0.001, burst: 3 }')
    const answers: Answer[] = []
    for (let index = 0; index < 5; index++) answers.push(await call(whole))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429])
    const refused = answers[4]
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(900)
    expect(outcomeSchema.parse(JSON.parse(refused?.body ?? '')).issue[0]?.details.coding).toEqual([
      { code: 'CDS_RATE_LIMITED' },
    ])
    expect(await get('/cds-services')).toBe(200)
    expect(await get('/readyz')).toBe(200)
    expect(app.load.counts().rateLimited).toBe(2)
  })
})

describe('a stalled event loop', () => {
  test('sheds hook calls and is not ready, until it is calm again', async () => {
    await start('')
    const stopWatching = app.load.watch()
    const sockets = await Promise.all([open(app.port), open(app.port)])
    expect((await call(whole)).status).toBe(200)
    const [shed, ready] = sockets.map(untilClosed)
    sockets[0]?.write(postBytes(VIEW, whole))
    sockets[1]?.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    const until = performance.now() + 1300
    while (performance.now() < until);
    const [answer] = answersIn((await shed) ?? Buffer.alloc(0))
    if (answer === undefined) throw new Error('no answer')
    expectShed(answer)
    const [state] = answersIn((await ready) ?? Buffer.alloc(0))
    expect(state?.status).toBe(503)
    expect(state?.headers['retry-after']).toBe('1')
    expect(JSON.parse(state?.body ?? '').checks).toMatchObject({ loop: false, store: true })
    while (app.load.isStalled()) await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await call(whole)).status).toBe(200)
    stopWatching()
  })
})

describe('far more callers than can be served', () => {
  test('get an answer or 503, and no connection breaks', async () => {
    await start('')
    const serving = await serve('{ maxInFlight: 4, maxQueued: 8 }')
    try {
      const statuses = new Map<number, number>()
      const result = await autocannon({
        url: serving.url + VIEW,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: whole,
        connections: 400,
        amount: 8000,
        setupClient(client) {
          client.on('response', (status: number) =>
            statuses.set(status, (statuses.get(status) ?? 0) + 1),
          )
        },
      })
      expect([result.errors, result.timeouts, result.resets]).toEqual([0, 0, 0])
      expect([...statuses.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([])
      expect(statuses.get(200)).toBeGreaterThan(0)
      const after = await fetch(serving.url + VIEW, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: whole,
      })
      expect(after.status).toBe(200)
      expect(await stop(serving)).toBe(0)
    } finally {
      serving.child.kill('SIGKILL')
    }
  })
})
