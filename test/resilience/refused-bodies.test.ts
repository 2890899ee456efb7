import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  answersIn,
  exchange,
  type Listening,
  listen,
  open,
  untilClosed,
} from '../support/raw-http.ts'
import { clientsYaml, makeKey } from '../support/tokens.ts'

const LIMIT = 64 * 1024
const VIEW = '/cds-services/cardiometabolic-risk'
const body = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')
const head = (path: string, ...more: readonly string[]) =>
  ['', 'Host: localhost', 'Content-Type: application/json', ...more, '', '']
    .join('\r\n')
    .replace(/^/, `POST ${path} HTTP/1.1`)

/** No limit of time but those of a refused body: what ends a connection in these tests is nothing else. */
const limits = { headersTimeoutMs: 300_000, requestTimeoutMs: 300_000, keepAliveMs: 300_000 }
let open_: Listening
let closed: Listening
beforeAll(async () => {
  const config = `bodyLimitBytes: ${LIMIT}\nbodiesLimitBytes: 134217728`
  const client = {
    id: 'ehr',
    issuer: 'https://ehr.example.org',
    jwks: { keys: [(await makeKey()).jwk] },
  }
  open_ = await listen({ now: '2026-11-24T12:00:00Z', config, limits })
  closed = await listen({
    config: `${config}\npublicUrl: https://cds.example.org\n${clientsYaml(client)}`,
    limits,
  })
})
afterAll(async () => {
  await open_.close()
  await closed.close()
})

/** Requests that are refused before their body is read. */
const REFUSED: readonly (readonly [string, number, () => Listening, string])[] = [
  ['nobody that is known', 401, () => closed, VIEW],
  ['an unknown service', 404, () => open_, '/nowhere'],
  ['the wrong method', 405, () => open_, '/cds-services'],
]

/** Sends chunks for as long as the other side takes them; how many bytes were handed over. */
async function pour(socket: Socket, most: number): Promise<number> {
  const chunk = Buffer.from(`10000\r\n${' '.repeat(0x10000)}\r\n`)
  const gone = once(socket, 'close')
  let sent = 0
  while (!socket.destroyed && sent < most) {
    sent += chunk.length
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), gone]).catch(() => {})
  }
  return sent
}

describe.each(REFUSED)('T11 %s (%i)', (_name, status, app, path) => {
  test('a body without end is not read: answer, and the connection is closed', async () => {
    const socket = await open(app().port)
    const all = untilClosed(socket)
    socket.write(head(path, 'Transfer-Encoding: chunked'))
    const most = 256 * 1024 * 1024
    expect(await pour(socket, most)).toBeLessThan(most / 4)
    const [answer] = answersIn(await all)
    expect(answer?.status).toBe(status)
    expect(answer?.headers.connection).toBe('close')
  })

  test.each([
    ['is said to be over the limit', `Content-Length: ${LIMIT + 1}`],
    ['says no length', 'Transfer-Encoding: chunked'],
  ])('a body that %s and does not come is not waited for', async (_why, header) => {
    const [answer, ...more] = await exchange(app().port, head(path, header))
    expect([answer?.status, answer?.headers.connection, more]).toEqual([status, 'close', []])
  })

  test('what is sent behind such a body is not answered', async () => {
    const bytes = `${head(path, `Content-Length: ${LIMIT + 1}`)}${' '.repeat(LIMIT + 1)}GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n`
    expect((await exchange(app().port, bytes)).map((each) => each.status)).toEqual([status])
  })

  test('a body within the limit is let go, and the connection goes on', async () => {
    const bytes = `${head(path, `Content-Length: ${LIMIT}`)}${' '.repeat(LIMIT)}GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`
    expect((await exchange(app().port, bytes)).map((each) => each.status)).toEqual([status, 200])
  })

  test('so does one in chunks that came with its headers', async () => {
    const bytes = `${head(path, 'Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`
    expect((await exchange(app().port, bytes)).map((each) => each.status)).toEqual([status, 200])
  })

  test('Expect: 100-continue does not invite its body', async () => {
    const socket = await open(app().port)
    const all = untilClosed(socket)
    socket.write(head(path, 'Expect: 100-continue', 'Content-Length: 500'))
    expect((await all).toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })
})

test('R10 whoever sends in chunks, within the limit, gets the answer that refuses it, and no reset', async () => {
  const wide = await listen({
    config: `publicUrl: https://cds.example.org\n${clientsYaml({ id: 'ehr', issuer: 'https://ehr.example.org', jwks: { keys: [(await makeKey()).jwk] } })}`,
    limits,
  })
  // As many clients do: all is written before anything is read.
  const socket = await open(wide.port)
  const faults: Error[] = []
  socket.on('error', (fault) => faults.push(fault))
  const piece = Buffer.from(`10000\r\n${' '.repeat(0x10000)}\r\n`)
  socket.write(head(VIEW, 'Transfer-Encoding: chunked'))
  for (let sent = 0; sent < 32; sent++)
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')])
  socket.write('0\r\n\r\n')
  expect(answersIn(await untilClosed(socket)).map((each) => each.status)).toEqual([401])
  expect(faults).toEqual([])
  await wide.close()
})

test('T11 a body that is said to be too large is not invited', async () => {
  const socket = await open(open_.port)
  const all = untilClosed(socket)
  socket.write(head(VIEW, 'Expect: 100-continue', `Content-Length: ${LIMIT + 1}`))
  expect((await all).toString()).toMatch(/^HTTP\/1.1 413 /)
})

test('a body that will be read is invited once', async () => {
  const socket = await open(open_.port)
  const all = untilClosed(socket)
  socket.write(
    head(
      VIEW,
      'Expect: 100-continue',
      'Connection: close',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ),
  )
  expect(String((await once(socket, 'data'))[0])).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  socket.write(body)
  const answers = answersIn(await all)
  expect(answers.map(({ status }) => status)).toEqual([200])
})

test('T12 a body that does not come after its answer is cut without a second one', async () => {
  const short = await listen({ limits: { headersTimeoutMs: 300, requestTimeoutMs: 300 } })
  try {
    const answers = await exchange(short.port, head('/nowhere', 'Content-Length: 500'))
    expect(answers.map(({ status }) => status)).toEqual([404])
  } finally {
    await short.close()
  }
})
