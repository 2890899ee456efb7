import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  answersIn,
  exchange,
  type Listening,
  listen,
  open,
  untilClosed,
} from '../support/raw-http.ts'

const CANARY = 'Zebulon-Quimby'
const HEAD = 'Host: localhost\r\n'

let app: Listening
beforeAll(async () => {
  app = await listen({ limits: { headersTimeoutMs: 400, requestTimeoutMs: 400 } })
})
afterAll(() => app.close())

/** How often a code was counted. */
async function counted(code: string): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text()
  return Number(
    new RegExp(`^cardstock_refusals_total{code="${code}"} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
  )
}

const lines = (code: string) =>
  app.logs.filter((each) => each.msg === 'request refused before it was read' && each.code === code)

test.each([
  ['no HTTP', `${CANARY}\r\n\r\n`, 'CDS_HTTP_MALFORMED'],
  [
    'two lengths of a body',
    `POST / HTTP/1.1\r\n${HEAD}Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}`,
    'CDS_HTTP_MALFORMED',
  ],
  [
    'a header of 20 KiB',
    `GET / HTTP/1.1\r\n${HEAD}X: ${CANARY.repeat(1500)}\r\n\r\n`,
    'CDS_HEADERS_TOO_LARGE',
  ],
  ['headers that do not end', `GET /${CANARY} HTTP/1.1\r\n${HEAD}`, 'CDS_REQUEST_LATE'],
  ['CONNECT', `CONNECT ${CANARY}:22 HTTP/1.1\r\n${HEAD}\r\n`, 'CDS_METHOD_UNSUPPORTED'],
  [
    'more requests than are taken ahead',
    `GET /readyz HTTP/1.1\r\n${HEAD}\r\n`.repeat(1000),
    'CDS_OVERLOADED',
  ],
])(
  '%s is counted and logged by its code, and nothing of it is told',
  async (_name, bytes, code) => {
    const before = [await counted(code), lines(code).length]
    const answers = await exchange(app.port, bytes)
    expect(JSON.parse(answers.at(-1)?.body ?? '').issue[0].details.coding[0].code).toBe(code)
    expect([await counted(code), lines(code).length]).toEqual(before.map((count) => count + 1))
    expect(Object.keys(lines(code).at(-1) ?? {}).toSorted()).toEqual([
      'code',
      'level',
      'msg',
      'time',
    ])
    expect(JSON.stringify(app.logs)).not.toContain(CANARY)
  },
)

const BEGUN = `POST /cds-services/cardiometabolic-risk HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"hook"`

test.each([
  ['that does not come in time', 'CDS_REQUEST_LATE', () => {}],
  ['whose sender hangs up', 'CDS_HTTP_MALFORMED', (socket: Socket) => socket.end()],
])('a body %s is counted once', async (_name, code, leave) => {
  const codes = [code, 'CDS_REQUEST_MALFORMED']
  const before = await Promise.all(codes.map(counted))
  const socket = await open(app.port)
  const all = untilClosed(socket)
  socket.write(BEGUN)
  leave(socket)
  expect(answersIn(await all).map((answer) => answer.body)).toEqual([expect.stringContaining(code)])
  const after = await Promise.all(codes.map(counted))
  expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([1, 0])
})

test('a connection that its client resets is no refusal', async () => {
  const before = await counted('CDS_HTTP_MALFORMED')
  // Of the counting above there may be one that is kept open.
  const kept = app.connections()
  const socket = await open(app.port)
  while (app.connections() <= kept) await nextTurn()
  socket.resetAndDestroy()
  while (app.connections() > kept) await nextTurn()
  expect(await counted('CDS_HTTP_MALFORMED')).toBe(before)
})
