import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import {
  authorization,
  fixtures,
  patient,
  post,
  requestFor,
  start,
} from '../conformance/fixtures.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import type { TestApp } from '../support/make-app.ts'

// What an integrator reads must name the field and say what to do about it.
let app: TestApp
let ehr: FhirServer
beforeAll(async () => {
  ehr = await startFhirServer({ resources: [patient] })
  app = await start({
    registry: fixtures,
    config: 'openMode: { deadlineMs: 1000, fhirTimeoutMs: 300 }',
  })
})
beforeEach(() => ehr.heal())
afterAll(() => ehr.close())

async function words(change: object, id = 'pv'): Promise<string> {
  const answer = await post(app, id, requestFor('patient-view', { ...change }))
  return answer.body.issue?.[0]?.details.text
}
const asking = (change: object = {}, fhirServer: string = ehr.url) => ({
  fhirServer,
  fhirAuthorization: { ...authorization, ...change },
})

test.each([
  ['nothing was sent', () => ({}), 'or give fhirServer and fhirAuthorization that allow'],
  ['a server that is not listed', () => asking({}, 'http://10.1.1.1/fhir'), 'is not among those'],
  ['a base with a query', () => asking({}, `${ehr.url}?x=1`), 'fhirServer is not among those'],
  ['a token that has run out', () => asking({ expires_in: 0 }), 'look at access_token, scope'],
  ['a token of another patient', () => asking({ patient: 'p2' }), 'look at access_token, scope'],
  ['a scope without it', () => asking({ scope: 'patient/Task.read' }), 'look at access_token'],
  ['an outcome in its place', () => ({ prefetch: { patient: outcome } }), 'an OperationOutcome'],
])('412 says what came of the other way to have the data: %s', async (_name, change, expected) => {
  const said = await words(change())
  expect(said).toContain('send prefetch.patient (Patient/{{context.patientId}})')
  expect(said).toContain(expected)
})
const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'x' }] }

test('412 says that the server did not answer in time, or reported an error', async () => {
  ehr.fail(/./, 'stall')
  expect(await words(asking())).toContain('fhirServer did not answer in time')
  ehr.fail(/./, 500)
  expect(await words(asking())).toContain('fhirServer did not answer, or reported an error')
})

test.each([
  ['expires_in', 1.5, 'must be of type whole number'],
  ['expires_in', '300', 'must be of type number'],
  ['expires_in', 1e300, /must be at most \d+$/],
])('400 names the type of %s for %p', async (field, value, expected) => {
  const said = await words(asking({ [field]: value }))
  expect(said).toMatch(new RegExp(`^fhirAuthorization.${field} `))
  expect(said).toMatch(expected)
})

test.each([
  [{ card: 'c', outcome: 'overridden' }, 'feedback[0].outcomeTimestamp is required (string)'],
  [
    { card: 'c', outcome: 'overridden', outcomeTimestamp: 'soon' },
    'feedback[0].outcomeTimestamp must be an RFC 3339 date-time',
  ],
  [
    { card: 'c'.repeat(300), outcome: 'overridden', outcomeTimestamp: '2026-06-01T12:05:00Z' },
    'feedback[0].card must be at most 256 long',
  ],
])('400 says what is wrong with feedback: %#', async (entry, expected) =>
  expect(await words({ feedback: [entry] }, 'pv/feedback')).toContain(expected),
)
