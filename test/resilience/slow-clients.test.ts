import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { defineRule, defineService } from '../../src/index.ts'
import { registryOf } from '../support/make-app.ts'
import {
  answersIn,
  exchange,
  type Listening,
  listen,
  open,
  postBytes,
  untilClosed,
} from '../support/raw-http.ts'

const body = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')
const VIEW = '/cds-services/cardiometabolic-risk'
const HEAD = `POST ${VIEW} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`

let app: Listening
beforeAll(async () => {
  app = await listen({
    now: '2026-11-24T12:00:00Z',
    limits: { headersTimeoutMs: 600, requestTimeoutMs: 900, keepAliveMs: 300 },
  })
})
afterAll(() => app.close())

/** Sends a byte now and then for as long as the connection is open. */
function drip(socket: Socket, first: string, byte: string): Socket {
  socket.write(first)
  const timer = setInterval(() => socket.write(byte), 50)
  socket.once('close', () => clearInterval(timer))
  return socket
}

/** Ways to take one's time; none of these ends by itself. */
const SLOW: readonly (readonly [string, (socket: Socket) => unknown])[] = [
  ['says nothing', () => undefined],
  ['stops in the headers', (socket) => socket.write(HEAD)],
  ['drips headers', (socket) => drip(socket, `${HEAD}X: `, 'a')],
  ['drips whole headers', (socket) => drip(socket, HEAD, 'X: a\r\n')],
  ['stops in the body', (socket) => socket.write(`${HEAD}Content-Length: 4000\r\n\r\n{`)],
  ['drips a body', (socket) => drip(socket, `${HEAD}Content-Length: 4000\r\n\r\n{`, ' ')],
  [
    'drips chunks',
    (socket) => drip(socket, `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'),
  ],
  [
    'drips gzip',
    (socket) =>
      drip(socket, `${HEAD}Content-Encoding: gzip\r\nContent-Length: 4000\r\n\r\n`, '\x1f'),
  ],
]

test('headers have a time of their own, however long the whole request may take', async () => {
  const patient = await listen({ limits: { headersTimeoutMs: 300, requestTimeoutMs: 300_000 } })
  const socket = await open(patient.port)
  const all = untilClosed(socket)
  socket.write(HEAD)
  expect(answersIn(await all).map(({ status }) => status)).toEqual([408])
  await patient.close()
})

describe('a client that', () => {
  test.each(SLOW)('%s is cut, with 408', async (_name, begin) => {
    const socket = await open(app.port)
    const all = untilClosed(socket)
    begin(socket)
    expect(answersIn(await all).map(({ status }) => status)).toEqual([408])
  })

  test('keeps its connection idle is sent away in silence', async () => {
    const socket = await open(app.port)
    const all = untilClosed(socket)
    socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n')
    expect(answersIn(await all).map(({ status }) => status)).toEqual([200])
  })
})

test('a crowd of them keeps nobody from an answer, and leaves nothing behind', async () => {
  const crowd = await Promise.all(
    Array.from({ length: 400 }, async (_, index) => {
      const socket = await open(app.port)
      const all = untilClosed(socket)
      SLOW[index % SLOW.length]?.[1](socket)
      return { socket, all }
    }),
  )
  let cut = 0
  for (const { socket } of crowd) socket.once('close', () => cut++)
  let answered = 0
  do {
    const [answer] = await exchange(app.port, postBytes(VIEW, body))
    expect(answer?.status).toBe(200)
    answered++
  } while (cut < crowd.length)
  expect(answered).toBeGreaterThan(1)
  for (const { all } of crowd) expect(answersIn(await all)[0]?.status).toBe(408)
  await app.allClosed()
  expect(app.connections()).toBe(0)
  expect(app.load.counts()).toMatchObject({ inFlight: 0, queued: 0, bodyBytes: 0, shed: 0 })
})

test('connections beyond the bound are closed, and there is room again afterwards', async () => {
  const small = await listen({ limits: { maxConnections: 3 } })
  try {
    const sockets = await Promise.all([1, 2, 3].map(() => open(small.port)))
    const fourth = await open(small.port)
    expect(await untilClosed(fourth)).toHaveLength(0)
    const [first] = sockets
    first?.destroy()
    await small.someClosed()
    expect((await exchange(small.port, postBytes(VIEW, body)))[0]?.status).toBe(200)
    for (const socket of sockets) socket.destroy()
  } finally {
    await small.close()
  }
})

test('a client that sends ahead without end is answered up to a bound, then closed', async () => {
  const socket = await open(app.port)
  const all = untilClosed(socket)
  socket.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(1000))
  const statuses = answersIn(await all).map(({ status }) => status)
  expect(statuses.length).toBeGreaterThan(50)
  expect(statuses.length).toBeLessThan(1000)
  expect(statuses.slice(0, -1)).toEqual(statuses.slice(0, -1).map(() => 200))
  expect(statuses.at(-1)).toBe(503)
})

describe('a client that does not read its answers', () => {
  const CARDS = 50
  const wordy = defineRule({
    ...{ id: 'wordy', version: '1.0.0', owner: 'Tests', reviewBy: '2099-01-01' },
    hooks: 'patient-view',
    source: { label: 'A test' },
    prefetch: { patient: 'Patient/{{context.patientId}}' },
    cards: { says: { indicator: 'info', summary: 'Says {{n}}', detail: '{{text}}' } },
    evaluate: (_, { card }) =>
      Array.from({ length: CARDS }, (_, n) => card('says', { n, text: 'x'.repeat(20_000) })),
  })
  const service = defineService({ id: 'wordy', title: 'Wordy', description: 'For a test' })
  let wide: Listening
  beforeAll(async () => {
    wide = await listen({
      registry: registryOf([{ service, rules: [wordy] }]),
      config: 'openMode: { maxCards: 50 }',
      limits: { headersTimeoutMs: 3000, requestTimeoutMs: 3000, keepAliveMs: 65_000 },
    })
  })
  afterAll(() => wide.close())

  test.each([
    ['nothing of them', undefined],
    ['a little now and then', 1000],
  ])('and takes %s is cut, and what it held is free', async (_, bytes) => {
    const socket = await open(wide.port)
    const bytesOf = postBytes('/cds-services/wordy', body).toString()
    // More than the system keeps for both ends together.
    socket.write(bytesOf.replace('Connection: close\r\n', '').repeat(90))
    const timer = setInterval(() => bytes !== undefined && socket.read(bytes), 50)
    await wide.someClosed()
    clearInterval(timer)
    socket.destroy()
    while (wide.load.counts().inFlight !== 0 || wide.load.counts().queued !== 0)
      await new Promise(setImmediate)
    expect(wide.connections()).toBe(0)
    expect(wide.load.counts()).toMatchObject({ inFlight: 0, queued: 0, bodyBytes: 0 })
    const [answer] = await exchange(wide.port, postBytes('/cds-services/wordy', body))
    expect(JSON.parse(answer?.body ?? '').cards).toHaveLength(CARDS)
  })
})

test('the rest of a body that is too large is not read without end', async () => {
  const socket = await open(app.port)
  const all = untilClosed(socket)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  const limit = 8 * 1024 * 1024
  socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`)
  const chunk = Buffer.concat([
    Buffer.from('100000\r\n'),
    Buffer.alloc(0x100000, 0x20),
    Buffer.from('\r\n'),
  ])
  let sent = 0
  while (!socket.destroyed && sent < limit * 20) {
    sent += 0x100000
    if (!socket.write(chunk))
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed])
  }
  expect(answersIn(await all)[0]?.status).toBe(413)
  expect(sent).toBeLessThan(limit * 4)
})
