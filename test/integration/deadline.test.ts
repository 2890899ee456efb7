import { EventEmitter, once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import type { OpenFhir } from '../../src/fhir/client.ts'
import { bareRule, bareService } from '../support/bare-rule.ts'
import { makeApp, registryOf, type TestApp, type TestAppOptions } from '../support/make-app.ts'
import { clientsYaml, makeKey, sign, type TestKey } from '../support/tokens.ts'

const NOW = '2026-06-01T12:00:00Z'
const BASE = 'https://cds.example.org'
const PATH = '/cds-services/bare'
const ISS = 'https://ehr.example.org'
const FHIR = 'https://ehr.example.org/fhir'
const TIMES = { deadlineMs: 2000, fhirTimeoutMs: 1500 }
const call = {
  hook: 'patient-view',
  hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10',
  context: { userId: 'Practitioner/p1', patientId: 'kim' },
  fhirServer: FHIR,
  fhirAuthorization: {
    ...{ access_token: 't', token_type: 'Bearer', expires_in: 300, scope: 'patient/*.read' },
    subject: 'cds',
  },
}

/** An app whose clock stands still, and a FHIR server that answers when told. */
async function held(options: TestAppOptions) {
  const clock = { ms: 0 }
  /** What was left for each reading, ms. */
  const left: number[] = []
  const readings = new EventEmitter()
  const openFhir: OpenFhir = () => ({
    read: (_query, time) =>
      new Promise((resolve) => {
        left.push(time.remainingMs())
        readings.emit('asked', () => resolve({ ok: false, failure: 'not-found' }))
      }),
  })
  /** Resolves, when the server is asked next, to what has it answer. */
  const asked = async (): Promise<() => void> => (await once(readings, 'asked'))[0]
  const registry = registryOf([{ service: bareService('bare'), rules: [bareRule('bare')] }])
  const engine = { monotonic: () => clock.ms, openFhir }
  const app = await makeApp({ registry, now: NOW, engine, ...options })
  return { app, clock, left, asked }
}

const apps: TestApp[] = []
afterAll(async () => {
  for (const app of apps) await app.close()
})

describe('GEN-10 the deadline counts from the arrival of the request', () => {
  let key: TestKey
  beforeAll(async () => {
    key = await makeKey('ES384', 'k1')
  })

  test('the wait for a turn is taken off what its FHIR server may take', async () => {
    const { app, clock, left, asked } = await held({
      config: `{ maxInFlight: 1, queueWaitMs: 10000, openMode: ${JSON.stringify({ ...TIMES, fhirServers: [FHIR] })} }`,
    })
    apps.push(app)
    const post = () => supertest(app.app).post(PATH).send(call).then()
    const begun = asked()
    const first = post()
    const answerFirst = await begun
    const second = post()
    while (app.load.counts().queued !== 1) await new Promise(setImmediate)
    clock.ms += 1000
    const next = asked()
    answerFirst()
    const answerSecond = await next
    answerSecond()
    await Promise.all([first, second])
    expect(left).toEqual([1500, 500])
  })

  test('so is the time that knowing the client took', async () => {
    const { app, clock, left, asked } = await held({
      config: `publicUrl: ${BASE}\n${clientsYaml({
        ...{ id: 'ehr', issuer: ISS, jwks: { keys: [key.jwk] }, ...TIMES },
        fhirServers: [FHIR],
      })}`,
      replayGuard: {
        async claim() {
          clock.ms += 1200
          return 'first'
        },
      },
    })
    apps.push(app)
    const jwt = await sign({ key, iss: ISS, now: Date.parse(NOW) / 1000 }, BASE + PATH)
    const begun = asked()
    const answer = supertest(app.app)
      .post(PATH)
      .set('authorization', `Bearer ${jwt}`)
      .send(call)
      .then()
    const answerReading = await begun
    answerReading()
    await answer
    expect(left).toEqual([300])
  })
})
