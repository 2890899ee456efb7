import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { z } from 'zod'
import { resourcesOf } from '../../src/fhir/memory/bundle.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { makeApp, type TestApp } from '../support/make-app.ts'
import { responseSchema } from '../support/wire.ts'

const SUPPORT = new URL('../support/', import.meta.url)
const NOW = '2026-11-24T12:00:00Z'
const PATIENTS = ['ada', 'bruno', 'carla'] as const

const requestSchema = z.looseObject({
  context: z.looseObject({ patientId: z.enum(PATIENTS) }),
  prefetch: z.record(z.string(), z.unknown()),
})
const searchset = z.object({ entry: z.array(z.object({ resource: z.unknown() })).default([]) })
const identified = z.looseObject({ resourceType: z.string(), id: z.string() })

const text = (path: string) => readFileSync(new URL(path, SUPPORT), 'utf8')
const story = text('patients/README.md')

/** What the README promises: under each link to a request, its service and cards. */
const promised = [
  ...story.matchAll(/^\[`([\w-]+\.json)`\]\(.*?\), service `([\w-]+)`.*\n\n((?:- .*\n)+)/gm),
].map(([, file = '', service = '', cards = '']) => ({
  file,
  service,
  cards: cards
    .trim()
    .split('\n')
    .map((line) => line.slice(2)),
}))

let running: TestApp
let fhir: FhirServer
beforeAll(async () => {
  running = await makeApp({ now: NOW })
  fhir = await startFhirServer()
  for (const each of PATIENTS) fhir.load(JSON.parse(text(`patients/${each}.json`)))
})
afterAll(async () => {
  await fhir.close()
  await running.close()
})

async function cardsOf(service: string, body: object): Promise<string[]> {
  const answer = await request(running.app).post(`/cds-services/${service}`).send(body)
  expect(answer.status).toBe(200)
  const { cards } = responseSchema.parse(answer.body)
  return cards.map(({ indicator, summary }) => `${indicator}: ${summary}`)
}

test('the README tells of one request for each hook of the shipped services', () => {
  expect(promised.map(({ file }) => file).toSorted()).toEqual([
    'encounter-discharge.json',
    'order-select.json',
    'order-sign.json',
    'patient-view.json',
  ])
})

describe.each(promised)('$file', ({ file, service, cards }) => {
  const body = requestSchema.parse(JSON.parse(text(`requests/${file}`)))

  test('gives the cards of the README', async () => {
    expect(await cardsOf(service, body)).toEqual(cards)
  })

  test('gives the same cards where a FHIR server takes the place of the prefetch', async () => {
    const { prefetch: _prefetch, ...bare } = body
    expect(await cardsOf(service, { ...bare, fhirServer: fhir.url })).toEqual(cards)
  })

  test('sends nothing that is not in the chart of the patient', () => {
    const chart = resourcesOf(JSON.parse(text(`patients/${body.context.patientId}.json`)))
    const sent = Object.values(body.prefetch).flatMap((value) => {
      if (value === null) return []
      const one = identified.safeParse(value)
      return one.success
        ? [one.data]
        : searchset.parse(value).entry.map(({ resource }) => identified.parse(resource))
    })
    expect(sent).not.toHaveLength(0)
    for (const { resourceType, id, ...content } of sent) {
      const original = chart.find((each) => each.resourceType === resourceType && each.id === id)
      expect(original).toMatchObject(content)
    }
  })
})

test('feedback.json is taken', async () => {
  const answer = await request(running.app)
    .post('/cds-services/medication-safety/feedback')
    .send(JSON.parse(text('requests/feedback.json')))
  expect(answer.status).toBe(200)
  const saved = []
  for await (const row of running.store.feedback({ includeUnverified: true })) saved.push(row)
  expect(saved.map(({ outcome }) => outcome)).toEqual(['accepted', 'overridden'])
})
