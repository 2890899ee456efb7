import { afterEach, expect, test } from '@jest/globals'
import request from 'supertest'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { makeApp, type TestApp } from '../support/make-app.ts'

// The tester hands a rule its data; only a server shows that the queries ask for final results too.
const PATIENT = 'Patient/pat1'
const ofStay = { subject: { reference: PATIENT }, encounter: { reference: 'Encounter/stay' } }
const code = {
  coding: [{ system: 'http://loinc.org', code: '600-7', display: 'Blood culture' }],
}
const basedOn = [{ reference: 'ServiceRequest/culture' }]
const chart = [
  { resourceType: 'Patient', id: 'pat1', gender: 'female', birthDate: '1950-05-01' },
  { resourceType: 'ServiceRequest', id: 'culture', status: 'active', intent: 'order', code },
]
// A stay that has just begun: of the risk of readmission there is nothing to say yet.
const stay = {
  ...{ resourceType: 'Encounter', id: 'stay', status: 'in-progress', class: { code: 'IMP' } },
  subject: { reference: PATIENT },
  period: { start: '2026-03-10T10:00:00Z' },
}
const report = (status: string) => ({ resourceType: 'DiagnosticReport', id: 'r', status, code })
const result = (status: string) => ({ resourceType: 'Observation', id: 'o', status, code })

let running: TestApp | undefined
let fhir: FhirServer | undefined
afterEach(async () => {
  await fhir?.close()
  await running?.close()
})

test.each([
  ['no answer', [], 1],
  ['a preliminary report', [report('preliminary')], 1],
  ['a final report', [report('final')], 0],
  ['an amended report', [report('amended')], 0],
  ['a report with something appended', [report('appended')], 0],
  ['a corrected result', [result('corrected')], 0],
  ['a cancelled report', [report('cancelled')], 1],
])('a blood culture with %s', async (_, answers, cards) => {
  const ofIt = [...chart, ...answers.map((each) => ({ ...each, basedOn }))]
  fhir = await startFhirServer({
    resources: [stay, ...ofIt.map((each) => ({ ...ofStay, ...each }))],
  })
  running = await makeApp({ now: '2026-03-10T12:00:00Z' })
  const answer = await request(running.app)
    .post('/cds-services/discharge-check')
    .send({
      hook: 'encounter-discharge',
      hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
      fhirServer: fhir.url,
      context: { userId: 'Practitioner/p1', patientId: 'pat1', encounterId: 'stay' },
    })
  expect(answer.status).toBe(200)
  expect(answer.body.cards.map(({ summary }: { summary: string }) => summary)).toEqual(
    cards === 0 ? [] : ['One result is pending at discharge: Blood culture'],
  )
})
