import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { MIXED } from '../support/calls.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { exchange, type Listening, listen, open, postBytes } from '../support/raw-http.ts'

const VIEW = '/cds-services/cardiometabolic-risk'
const HOUR = 3_600_000
const START = Date.parse('2026-11-24T12:00:00Z')
const body = MIXED.find(({ name }) => name === 'an answer')?.body ?? ''

let clock = START
let app: Listening
let fhir: FhirServer
beforeEach(async () => {
  clock = START
  fhir = await startFhirServer({ resources: [{ resourceType: 'Patient', id: 'ada' }] })
  app = await listen({ engine: { now: () => new Date(clock) } })
})
afterEach(async () => {
  await app.close()
  await fhir.close()
})

async function call(text: string, path = VIEW): Promise<number | undefined> {
  const [answer] = await exchange(app.port, postBytes(path, text))
  return answer?.status
}

const feedback = (card: string) =>
  JSON.stringify({
    feedback: [{ card, outcome: 'overridden', outcomeTimestamp: '2026-11-24T12:00:00Z' }],
  })

describe.each([
  ['an hour ahead', HOUR],
  ['an hour back', -HOUR],
  ['ten years ahead', 87_600 * HOUR],
  ['by a leap second', 1_000],
])('R19 a clock that jumps %s', (_name, jump) => {
  test('while a FHIR server is silent: the answer comes by the deadline, nothing is left in work', async () => {
    fhir.fail(/./, 'stall')
    const { prefetch: _, ...rest } = JSON.parse(body)
    const answer = call(JSON.stringify({ ...rest, fhirServer: fhir.url }))
    while (fhir.requests.length === 0) await new Promise(setImmediate)
    clock += jump
    expect([200, 412]).toContain(await answer)
    expect(app.load.counts()).toMatchObject({ inFlight: 0, queued: 0, bodyBytes: 0 })
  })

  test('between calls: all are answered, feedback is kept, the audit trail holds', async () => {
    expect(await call(body)).toBe(200)
    expect(await call(feedback('before'), `${VIEW}/feedback`)).toBe(200)
    clock += jump
    expect(await call(body)).toBe(200)
    expect(await call(feedback('after'), `${VIEW}/feedback`)).toBe(200)
    clock -= jump
    expect(await call(body)).toBe(200)
    await app.store.flush()
    expect(await app.store.audit.verify()).toMatchObject({ ok: true, records: 5 })
    const cards: string[] = []
    for await (const { card } of app.store.feedback({ includeUnverified: true })) cards.push(card)
    expect(cards.toSorted()).toEqual(['after', 'before'])
  })

  test('while a connection is idle or a body under way: neither is cut for that', async () => {
    const socket = await open(app.port)
    const bytes = postBytes(VIEW, body)
    socket.write(bytes.subarray(0, 200))
    clock += jump
    const answered = new Promise<string>((resolve) =>
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString())),
    )
    socket.write(bytes.subarray(200))
    expect(await answered).toMatch(/^HTTP\/1\.1 200 /)
    socket.destroy()
  })
})

test('R19 a rate is counted by a clock that never jumps', async () => {
  const bounded = await listen({
    config: 'openMode: { ratePerSecond: 0.001, burst: 1 }',
    engine: { now: () => new Date(clock) },
  })
  try {
    const status = async () => (await exchange(bounded.port, postBytes(VIEW, body)))[0]?.status
    expect(await status()).toBe(200)
    clock += HOUR
    expect(await status()).toBe(429)
  } finally {
    await bounded.close()
  }
})
