import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from '@jest/globals'
import { startFhirServer } from '../support/fhir-server.ts'
import { authorized } from '../support/leaks.ts'
import { type Answer, exchange, type Listening, listen, postBytes } from '../support/raw-http.ts'
import { clientsYaml, makeKey, sign } from '../support/tokens.ts'

const VIEW = '/cds-services/cardiometabolic-risk'
const view = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')
/** More than are worked on (16) and may wait (128). */
const FLOOD = 200
const ROOM = 144

let app: Listening
afterEach(() => app.close())

async function call(path: string, body: string): Promise<Answer> {
  const [answer] = await exchange(app.port, postBytes(path, body))
  if (answer === undefined) throw new Error('no answer')
  return answer
}

const feedback = (card: string = randomUUID()) =>
  call(
    `${VIEW}/feedback`,
    JSON.stringify({
      feedback: [{ card, outcome: 'overridden', outcomeTimestamp: '2026-06-01T12:00:00Z' }],
    }),
  )

test('T16 a flood of feedback is bounded, keeps no hook call waiting, and loses nothing it was told', async () => {
  app = await listen({ now: '2026-11-24T12:00:00Z' })
  await app.store.check()
  const lock = new DatabaseSync(join(app.dataDir, 'cardstock.sqlite'))
  lock.exec('begin immediate')
  const refused = Promise.withResolvers<void>()
  let count = 0
  const cards = Array.from({ length: FLOOD }, () => randomUUID())
  const answers = cards.map(async (card) => {
    const answer = await feedback(card)
    // Those that the lane took may fail for the lock, which is another refusal.
    if (answer.body.includes('CDS_OVERLOADED') && ++count === FLOOD - ROOM) refused.resolve()
    return answer
  })
  await refused.promise
  expect((await call(VIEW, view)).status).toBe(200)
  lock.exec('rollback')
  lock.close()
  const said = await Promise.all(answers)
  const acknowledged = cards.filter((_, index) => said[index]?.status === 200)
  for (const { status, headers } of said.filter(({ status }) => status !== 200))
    expect([status, headers['retry-after']]).toEqual([503, '1'])
  const kept: string[] = []
  for await (const { card } of app.store.feedback({ includeUnverified: true })) kept.push(card)
  expect(kept).toEqual(expect.arrayContaining(acknowledged))
  expect(new Set(kept).size).toBe(kept.length)
  expect((await feedback()).status).toBe(200)
  expect(app.load.counts()).toMatchObject({
    ...{ feedbackInFlight: 0, feedbackQueued: 0, feedbackBodyBytes: 0, inFlight: 0, shed: 0 },
  })
})

test('T16 feedback has the rate of its client for itself: neither uses up the other’s', async () => {
  app = await listen({
    now: '2026-11-24T12:00:00Z',
    config: 'openMode: { ratePerSecond: 0.001, burst: 2 }',
  })
  const answers: Answer[] = []
  for (let index = 0; index < 3; index += 1) answers.push(await feedback())
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429])
  expect(Number(answers[2]?.headers['retry-after'])).toBeGreaterThan(900)
  for (const status of [200, 200, 429]) expect((await call(VIEW, view)).status).toBe(status)
  expect(app.load.counts()).toMatchObject({ feedbackRateLimited: 1, rateLimited: 1 })
})

test('T16 a client whose FHIR server is slow leaves room for the others', async () => {
  const base = 'http://127.0.0.1:3000'
  const fhir = await startFhirServer()
  fhir.fail('/', 'stall')
  const key = await makeKey()
  const about = { jwks: { keys: [key.jwk] }, deadlineMs: 60_000, fhirTimeoutMs: 60_000 }
  const clients = clientsYaml(
    {
      ...{ id: 'slow', issuer: 'https://slow.example.org', ...about },
      internalFhirServers: [fhir.url],
    },
    { id: 'other', issuer: 'https://other.example.org', ...about },
  )
  const bounds = 'maxInFlight: 4\nmaxQueued: 4\nqueueWaitMs: 10000\n'
  app = await listen({ config: `publicUrl: ${base}\n${bounds}${clients}` })
  const asked = async (id: string, body: string): Promise<Answer> => {
    const now = Math.floor(Date.now() / 1000)
    const token = await sign({ key, iss: `https://${id}.example.org`, now }, base + VIEW)
    const bearer = `Authorization: Bearer ${token}`
    const [answer] = await exchange(app.port, postBytes(VIEW, body, [bearer]))
    if (answer === undefined) throw new Error('no answer')
    return answer
  }
  const { prefetch: _, ...rest } = JSON.parse(view)
  const refused = Promise.withResolvers<void>()
  const flood = Array.from({ length: 10 }, async () => {
    const answer = await asked('slow', authorized(JSON.stringify(rest), fhir.url))
    if (answer.status === 503) refused.resolve()
    return answer.status
  })
  try {
    await Promise.race([refused.promise, Promise.all(flood)])
    expect((await asked('other', view)).status).toBe(200)
    expect(app.load.counts()).toMatchObject({ inFlight: 3, queued: 3 })
  } finally {
    fhir.heal()
    await fhir.close()
  }
  await Promise.all(flood)
})
