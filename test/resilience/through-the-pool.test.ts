import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { keyAbuse, truncated, wrongTypes } from '../security/hostile/bodies.ts'
import { NOT_JSON, NOT_OBJECTS } from '../security/hostile/json-texts.ts'
import type { Fault } from '../support/fhir-faults.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { exchange, type Listening, listen, postBytes } from '../support/raw-http.ts'
import { serverFaults } from '../support/server-faults.ts'
import { setTrap, type Trap } from '../support/trap.ts'

// A part of the tests of FHIR faults, SSRF and hostile input, which run without workers, through the real pool: what
// it answers is what is answered without it.
const LIMIT = 64 * 1024
const CONFIG = `bodyLimitBytes: ${LIMIT}, openMode: { deadlineMs: 40000, fhirTimeoutMs: 500, gapCardFor412: true }`
const SIGN = '/cds-services/medication-safety'
const TOKEN = 'SECRET-TOKEN-4711'

const sign = JSON.parse(
  readFileSync(new URL('../support/requests/order-sign.json', import.meta.url), 'utf8'),
)

let pool: Listening
let none: Listening
let trap: Trap
let ehr: FhirServer
beforeAll(async () => {
  const now = '2026-11-24T12:00:00Z'
  pool = await listen({ registry: 'loaded', now, config: `{ workers: 1, ${CONFIG} }` })
  none = await listen({ now, config: `{ workers: 0, ${CONFIG} }` })
  trap = await setTrap()
  while (!pool.evaluator.isReady()) await new Promise((resolve) => setTimeout(resolve, 10))
})
beforeEach(async () => {
  ehr = await startFhirServer({ resources: [sign.prefetch.patient] })
})
afterEach(() => ehr.close())
afterAll(async () => {
  await Promise.all([pool.close(), none.close(), trap.close()])
})

/** What is read of an answer: its status, and its cards or issues without the ids that are made anew. */
async function read({ port }: Listening, body: string | Buffer) {
  const [answer] = await exchange(port, postBytes(SIGN, body))
  if (answer === undefined) throw new Error('no answer')
  expect(answer.body).not.toMatch(/SECRET/)
  const { cards, issue } = JSON.parse(answer.body)
  const said = cards?.map(({ summary, detail }: Record<string, unknown>) => [summary, detail])
  return { status: answer.status, said: said ?? issue }
}

/** Both answer alike. @returns how */
async function alike(body: string | Buffer) {
  const answer = await read(pool, body)
  expect(answer).toEqual(await read(none, body))
  return answer
}

/** The patient comes along; the rest has to be fetched. */
const fetching = (fhirServer: string): string =>
  JSON.stringify({
    ...{ ...sign, fhirServer, prefetch: { patient: sign.prefetch.patient } },
    fhirAuthorization: {
      ...{ access_token: TOKEN, token_type: 'Bearer', expires_in: 300 },
      ...{ scope: 'user/*.read', subject: 'cardstock' },
    },
  })

/** How far these get in the time is the machine's. */
const { huge: _huge, gzipBomb: _bomb, deep: _deep, manyMembers: _many, ...quick } = serverFaults

const FAULTS: Readonly<Record<string, Fault>> = {
  refuses: 401,
  'is broken': 500,
  redirects: 'redirect',
  'has its next page elsewhere': 'next-elsewhere',
  'says nothing': 'stall',
  drips: 'drip',
  resets: 'reset',
  'breaks off': 'cut-off',
  'sends half of it': 'half-json',
  'sends a page': 'html',
  'sends nothing': 'empty',
  ...quick,
}

describe('T17 a FHIR server that fails costs what it was asked for, in workers as without', () => {
  test('one that does not fail leaves nothing out', async () => {
    expect((await alike(fetching(ehr.url))).status).toBe(200)
    expect(ehr.requests.length).toBeGreaterThan(0)
  })

  test.each(Object.entries(FAULTS))('%s', async (_, fault) => {
    ehr.fail(/./, fault, `http://127.0.0.1:${trap.port}/fhir`)
    const { status, said } = await alike(fetching(ehr.url))
    expect(status).toBe(200)
    expect(JSON.stringify(said)).toContain('could not be checked')
    expect(ehr.requests.length).toBeGreaterThan(0)
    expect(trap.connections()).toBe(0)
  })
})

test('T1 no worker calls an address that is not a listed server', async () => {
  const { port } = trap
  const own = new URL(ehr.url).host
  for (const fhirServer of [
    ...[`http://user@127.0.0.1:${port}/fhir`, `http://${own}@127.0.0.1:${port}/fhir`],
    ...[`http://127.0.0.1:${port}/fhir?${own}`, `http://127.0.0.1:${port}/fhir#x`],
    ...[`http://127.0.0.1:${port}\\@${own}/fhir`, `//127.0.0.1:${port}/fhir`],
    ...['http://169.254.169.254/latest', 'http://10.0.0.1/fhir', 'file:///etc/passwd'],
  ])
    await alike(fetching(fhirServer))
  expect([trap.connections(), trap.received()]).toEqual([0, ''])
  expect(ehr.requests).toEqual([])
})

test('T9 T10 hostile bodies are refused alike, and no worker is lost over one', async () => {
  const every = <T>(list: readonly T[], nth: number) => list.filter((_, index) => index % nth === 0)
  for (const text of [
    ...[...every(NOT_JSON, 12), ...every(NOT_OBJECTS, 4), ...every(keyAbuse(sign), 3)],
    ...truncated(JSON.stringify(sign), 6),
  ])
    expect((await alike(text)).status).toBe(text.length < LIMIT ? 400 : 413)
  const odd = every(
    wrongTypes(sign).map((body) => JSON.stringify(body)),
    25,
  ).filter((text) => text.length < LIMIT)
  for (const text of odd) expect([200, 400, 412]).toContain((await alike(text)).status)
  expect(odd.length).toBeGreaterThan(5)
  expect(pool.evaluator.counts()).toMatchObject({ restarts: 0, reruns: 0 })
})
