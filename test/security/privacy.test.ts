import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { makeApp, type TestApp } from '../support/make-app.ts'

const NAME = 'Zaphodine Beeblebrox'
const MRN = 'MRN-4242424242'
const PATIENT = 'pat-9f31c0'
const TOKEN = 'secret-token-8d7f6a'
const COMMENT = 'she said no on the phone'

/** Whoever finds one of these outside the answer to the client has found a leak. */
const CANARIES = [NAME, 'Beeblebrox', MRN, PATIENT, TOKEN, COMMENT]

const patient = {
  resourceType: 'Patient',
  id: PATIENT,
  gender: 'female',
  birthDate: '1968-04-02',
  name: [{ text: NAME }],
  identifier: [{ value: MRN }],
}
const hba1c = {
  resourceType: 'Observation',
  id: 'a1c',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '4548-4' }] },
  subject: { reference: `Patient/${PATIENT}` },
  effectiveDateTime: '2026-11-02',
  valueQuantity: { value: 6.7, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
}

describe('nothing about a patient is left behind', () => {
  let app: TestApp
  let fhir: FhirServer
  const errorBodies: string[] = []
  beforeAll(async () => {
    fhir = await startFhirServer({ resources: [patient, hba1c], token: TOKEN })
    app = await makeApp({ now: '2026-11-24T12:00:00Z' })
    const envelope = {
      hook: 'patient-view',
      hookInstance: NAME,
      fhirServer: fhir.url,
      fhirAuthorization: {
        access_token: TOKEN,
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'patient/*.read',
        subject: 'us',
      },
      context: { userId: 'Practitioner/p1', patientId: PATIENT },
    }
    const post = (path: string, body: unknown) =>
      request(app.app)
        .post(`/cds-services/${path}`)
        .set('content-type', 'application/json')
        .send(typeof body === 'string' ? body : JSON.stringify(body))
    const served = await post('cardiometabolic-risk', envelope)
    expect(served.body.cards).toHaveLength(1)
    const [{ uuid }] = served.body.cards
    const order = { resourceType: NAME, id: 'o1', subject: { reference: `Patient/${PATIENT}` } }
    const draftOrders = { resourceType: 'Bundle', entry: [{ resource: order }] }
    const signed = await post('medication-safety', {
      ...envelope,
      hook: 'order-sign',
      context: { ...envelope.context, draftOrders },
    })
    expect(signed.status).toBe(200)
    const feedback = {
      card: uuid,
      outcome: 'overridden',
      overrideReason: { userComment: COMMENT },
      outcomeTimestamp: '2026-11-24T12:00:00Z',
    }
    expect((await post('cardiometabolic-risk/feedback', { feedback: [feedback] })).status).toBe(200)
    for (const [path, body] of [
      ['cardiometabolic-risk', { ...envelope, hook: NAME }],
      [
        'cardiometabolic-risk',
        { ...envelope, context: { ...envelope.context, patientId: `${NAME}!` } },
      ],
      ['cardiometabolic-risk', `{"hook":"patient-view","${NAME}`],
      ['cardiometabolic-risk', { ...envelope, prefetch: { patient: { ...patient, id: 'other' } } }],
      ['cardiometabolic-risk', { ...envelope, fhirServer: `https://${MRN}.example/fhir` }],
      ['cardiometabolic-risk/feedback', { feedback: [{ ...feedback, outcome: COMMENT }] }],
      [`${MRN}`, envelope],
    ] as const) {
      const answer = await post(path, body)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      errorBodies.push(answer.text)
    }
  })
  afterAll(() => fhir.close())

  const leaks = (text: string) => CANARIES.filter((canary) => text.includes(canary))

  test('in error bodies', () => expect(leaks(errorBodies.join('\n'))).toEqual([]))
  test('in logs of any level', () => {
    expect(app.logs.length).toBeGreaterThan(5)
    expect(leaks(JSON.stringify(app.logs))).toEqual([])
  })
  test('in metrics', async () => {
    const { text } = await request(app.app).get('/metrics')
    expect(text).toContain('cardstock_requests_total')
    expect(leaks(text)).toEqual([])
  })
  test('in the database, whole', async () => {
    await app.close()
    const files = readdirSync(app.dataDir)
    expect(files).toContain('cardstock.sqlite')
    for (const file of files)
      expect([file, leaks(readFileSync(join(app.dataDir, file), 'latin1'))]).toEqual([file, []])
  })
  test('the token went to its FHIR server only, as a bearer header', () => {
    expect(fhir.requests.length).toBeGreaterThan(0)
    for (const { headers, path, query } of fhir.requests) {
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`)
      expect(`${path} ${query}`).not.toContain(TOKEN)
    }
  })
})
