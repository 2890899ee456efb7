import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { makeApp, type TestApp } from '../support/make-app.ts'
import { clientsYaml, makeKey, sign, type TestKey } from '../support/tokens.ts'

// Vendors have the FHIR servers of all their customers on one host: an id there is another patient's for
// each of them, whoever of them calls (REQ-14, T18, T20).

const BASE = 'https://cds.example'
const SIGN = '/cds-services/medication-safety'
const HOST = 'https://fhir.example'
const NOW = '2026-11-24T12:00:00Z'
const text = readFileSync(new URL('../support/requests/order-sign.json', import.meta.url), 'utf8')

let key: TestKey
const apps: TestApp[] = []
beforeAll(async () => {
  key = await makeKey()
})
afterAll(async () => {
  for (const app of apps) await app.close()
})

async function start(workers: number): Promise<TestApp> {
  const clients = ['a', 'b'].map((id) => ({
    ...{ id, issuer: `https://${id}.example`, jwks: { keys: [key.jwk] } },
    ...{ fhirServers: [`${HOST}/tenant-${id}`], gapCardFor412: true, deadlineMs: 30_000 },
  }))
  const config = `publicUrl: ${BASE}\nworkers: ${workers}\n${clientsYaml(...clients)}`
  const app = await makeApp({ now: NOW, config, ...(workers === 0 ? {} : { registry: 'loaded' }) })
  apps.push(app)
  while (!app.evaluator.isReady()) await new Promise((resolve) => setTimeout(resolve, 10))
  return app
}

/** The first tenant calls, with all that is said of the patient at this base. */
async function called({ app }: TestApp, base: string, named: object): Promise<number> {
  const signer = { key, iss: 'https://a.example', now: Date.parse(NOW) / 1000 }
  const body = JSON.parse(
    text.replaceAll('"Patient/carla"', JSON.stringify(`${base}/Patient/carla`)),
  )
  const { status } = await supertest(app)
    .post(SIGN)
    .set('authorization', `Bearer ${await sign(signer, BASE + SIGN)}`)
    .send({ ...body, ...named })
  return status
}

describe.each([0, 1])('references of one tenant of a host, with %d workers', (workers) => {
  test('to another one are to another patient, and to other paths of the host are not', async () => {
    const app = await start(workers)
    for (const named of [{}, { fhirServer: `${HOST}/tenant-a` }]) {
      expect(await called(app, `${HOST}/tenant-a`, named)).toBe(200)
      expect(await called(app, `${HOST}/r4/tenant-a`, named)).toBe(200)
      expect(await called(app, `${HOST}/tenant-b`, named)).toBe(412)
      expect(await called(app, 'http://fhir.example/tenant-b', named)).toBe(412)
    }
  })
})
