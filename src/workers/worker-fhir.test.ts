import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type FhirServer, startFhirServer } from '../../test/support/fhir-server.ts'
import { createBreakers } from '../fhir/breaker.ts'
import { openFhirclient } from '../fhir/fhirclient.ts'
import { withSharedBreakers } from './worker-fhir.ts'

const time = { remainingMs: () => 5_000 }

let server: FhirServer
beforeAll(async () => {
  server = await startFhirServer({ resources: [{ resourceType: 'Patient', id: '1' }] })
  server.fail('/Condition', 503)
})
afterAll(() => server.close())

let now = 0
beforeEach(() => {
  now = 0
})

/** A worker that has not heard of any trouble yet, and the process that hears of its failures. */
function worker() {
  const breakers = createBreakers()
  const nobodyAsks = () => Promise.reject(new Error('nothing is troubled'))
  const failed = (base: string, well: number) => breakers.failed(base, well, now)
  const shared = { isTroubled: () => false, mayAsk: nobodyAsks, failed }
  const client = withSharedBreakers(
    openFhirclient(),
    shared,
    () => now,
  )({
    ...{ server: server.url, reach: 'loopback' },
  })
  return { breakers, read: (query: string) => client.read(query, time) }
}

test('T17 one query that fails in each of five calls at once takes no other with it', async () => {
  const { breakers, read } = worker()
  const calls = Array.from({ length: 5 }, () => read('Patient/1'))
  expect((await Promise.all([...calls, read('Patient/1')])).every(({ ok }) => ok)).toBe(true)
  for (let call = 0; call < 5; call += 1)
    expect(await read('Condition?patient=1')).toEqual({ ok: false, failure: 'broken' })
  expect(breakers.states(now)).toEqual({ failing: 1, open: 0, halfOpen: 0 })
})

test('T17 what went well long ago does not keep a server in use that is down', async () => {
  const { breakers, read } = worker()
  for (let call = 0; call < 6; call += 1) await read('Patient/1')
  now = 10_000
  for (let call = 0; call < 5; call += 1) await read('Condition?patient=1')
  expect(breakers.states(now).open).toBe(1)
})
