import { afterEach, expect, test } from '@jest/globals'
import { type Browser, type Companion, startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'

/** Reads in work at once, and more than are worked on and may wait (128). */
const PLACES = 64
const MANY = 200

let app: Companion
afterEach(() => app.close())

const read = (by: Browser) => by.get('/app/api/patient')
const write = (by: Browser) =>
  by.post('/app/api/fhir/ServiceRequest', {
    ...{ resourceType: 'ServiceRequest', status: 'active', intent: 'order' },
    ...{ subject: { reference: 'Patient/ada' }, code: { text: 'HbA1c' } },
  })

test('T16 what one session reads is bounded, and keeps neither writes nor later reads from their turn', async () => {
  const client = { ratePerSecond: 10_000, burst: 10_000 }
  app = await startCompanion({ patient: 'ada', resources, client })
  const browser = await app.opened()
  const gate = Promise.withResolvers<void>()
  app.ehr.behave.until = gate.promise
  const refused = Promise.withResolvers<void>()
  let count = 0
  const answers = Array.from({ length: MANY }, async () => {
    const answer = await read(browser)
    if (answer.status === 503 && ++count === MANY - PLACES - 128) refused.resolve()
    return answer
  })
  await refused.promise
  expect(app.load.counts()).toMatchObject({ appReadsInFlight: PLACES, inFlight: 0, shed: 0 })
  const asked = app.ehr.seen.filter((call) => call === 'GET /fhir/Patient/ada')
  expect(asked.length).toBeLessThanOrEqual(PLACES)
  expect((await write(browser)).status).toBe(201)
  gate.resolve()
  const said = await Promise.all(answers)
  expect(said.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(PLACES)
  for (const { status, headers, json } of said.filter((each) => each.status !== 200)) {
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    expect(json.issue[0].details.coding[0].code).toBe('CDS_OVERLOADED')
  }
  expect((await read(browser)).status).toBe(200)
  expect(app.load.counts()).toMatchObject({ appReadsInFlight: 0, appReadsQueued: 0 })
})

test.each([
  ['patient', 200],
  ['trends?score=ckd-epi-2021-cr', 200],
  ['advice', 200],
])('T16 %s has the rate of its client, apart from what it writes', async (path, status) => {
  const client = { ratePerSecond: 0.001, burst: 2 }
  app = await startCompanion({ patient: 'ada', resources, client })
  const browser = await app.opened()
  const statuses: number[] = []
  for (let index = 0; index < 2; index += 1)
    statuses.push((await browser.get(`/app/api/${path}`)).status)
  const third = await browser.get(`/app/api/${path}`)
  expect([...statuses, third.status]).toEqual([status, status, 429])
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(900)
  expect((await write(browser)).status).toBe(201)
  expect(app.load.counts()).toMatchObject({ appReadsRateLimited: 1, rateLimited: 0 })
})
