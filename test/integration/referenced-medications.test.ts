import { afterEach, beforeEach, expect, test } from '@jest/globals'
import request from 'supertest'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { makeApp, type TestApp } from '../support/make-app.ts'

// Sildenafil is drafted for a patient who takes isosorbide mononitrate: critical, if both are known.
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const subject = { reference: 'Patient/pat1' }
const medication = (id: string, code: string) => ({
  resourceType: 'Medication',
  id,
  code: { coding: [{ system: RXNORM, code }] },
})
const SILDENAFIL = medication('med-s', '136411')
const NITRATE = medication('med-n', '6057')
const URN = 'urn:uuid:0b0d1c0a-52a5-4c1e-8f2b-3d6d4f0a1b2c'
const medicine = (id: string, status: string, reference: string) => ({
  ...{ resourceType: 'MedicationRequest', id, status, intent: 'order', subject },
  medicationReference: { reference, display: 'a medicine' },
})
const PATIENT = { resourceType: 'Patient', id: 'pat1', gender: 'male', birthDate: '1960-05-01' }

let running: TestApp
let fhir: FhirServer
beforeEach(async () => {
  fhir = await startFhirServer({ resources: [PATIENT, SILDENAFIL, NITRATE] })
  running = await makeApp({ now: '2026-03-10T12:00:00Z' })
})
afterEach(async () => {
  await fhir.close()
  await running.close()
})

const searchset = (...entry: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry,
})
const alone = (resource: object) => ({ resource })
const taken = searchset(alone(medicine('taken', 'active', 'Medication/med-n')), {
  resource: NITRATE,
  search: { mode: 'include' },
})

async function cardsFor(draftOrders: object, medications: object, withServer = true) {
  const { body, status } = await request(running.app)
    .post('/cds-services/medication-safety')
    .send({
      hook: 'order-sign',
      hookInstance: '6b1c1c53-98ad-4b3b-9c4c-64b6b8d6a2e4',
      ...(withServer ? { fhirServer: fhir.url } : {}),
      context: { userId: 'Practitioner/p1', patientId: 'pat1', draftOrders },
      prefetch: { patient: PATIENT, medications },
    })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.cards as readonly {
    readonly summary: string
    readonly indicator: string
    readonly suggestions?: readonly {
      readonly actions?: readonly { readonly resource?: object }[]
    }[]
  }[]
}
/** By the name that stands beside the reference. */
const expectUnchecked = (cards: Awaited<ReturnType<typeof cardsFor>>) =>
  expect(cards.map(({ summary }) => summary)).toContainEqual(
    expect.stringMatching(/not checked.*a medicine|a medicine.*not checked/i),
  )
const critical = (cards: Awaited<ReturnType<typeof cardsFor>>) =>
  cards.filter(({ indicator }) => indicator === 'critical').map(({ summary }) => summary)

test.each([
  ['beside it in the Bundle, by id', 'Medication/med-s', alone(SILDENAFIL)],
  ['beside it, by full URL', URN, { fullUrl: URN, resource: SILDENAFIL }],
  [
    'beside it, by an address without full URL',
    'https://ehr.example/fhir/Medication/med-s',
    alone(SILDENAFIL),
  ],
])('the Medication of a draft is %s', async (_, reference, entry) => {
  const drafts = searchset(alone(medicine('draft', 'draft', reference)), entry)
  expect(critical(await cardsFor(drafts, taken, false))).toEqual([
    expect.stringMatching(/sildenafil/i),
  ])
})

test('the Medication of a draft is read from the FHIR server, once', async () => {
  const draft = (id: string) => alone(medicine(id, 'draft', 'Medication/med-s'))
  const cards = await cardsFor(searchset(draft('d1'), draft('d2')), taken)
  expect(critical(cards).length).toBeGreaterThan(0)
  expect(fhir.requests.filter(({ path }) => path === '/Medication/med-s')).toHaveLength(1)
})

test('an order that is sent back is the order that came: one medication[x], not two', async () => {
  const drafts = searchset(alone(medicine('draft', 'draft', 'Medication/med-s')))
  const cards = await cardsFor(drafts, taken)
  for (const card of cards)
    for (const { actions = [] } of card.suggestions ?? [])
      for (const { resource = {} } of actions)
        expect(
          Object.keys(resource).filter((name) => /^medication[CR]/.test(name)).length,
        ).toBeLessThan(2)
})

test.each([
  ['that nobody has', 'Medication/none', true],
  ['without a server to ask', 'Medication/med-s', false],
  ['on another server', 'https://elsewhere.example/fhir/Medication/med-s', true],
  ['at a place that is none', '//elsewhere.example/fhir/Medication/med-s', true],
])('a Medication %s is not checked, and said so', async (_, reference, withServer) => {
  const cards = await cardsFor(
    searchset(alone(medicine('draft', 'draft', reference))),
    taken,
    withServer,
  )
  expect(critical(cards)).toEqual([])
  expectUnchecked(cards)
})

test('a server that fails where the Medication is asked for costs no answer', async () => {
  fhir.fail('/Medication/med-s', 500)
  const cards = await cardsFor(
    searchset(alone(medicine('draft', 'draft', 'Medication/med-s'))),
    taken,
  )
  expectUnchecked(cards)
})

test('a current medicine refers to its Medication by full URL', async () => {
  const coded = {
    ...{
      resourceType: 'MedicationRequest',
      id: 'draft',
      status: 'draft',
      intent: 'order',
      subject,
    },
    medicationCodeableConcept: SILDENAFIL.code,
  }
  const included = searchset(alone(medicine('taken', 'active', URN)), {
    ...{ fullUrl: URN, resource: NITRATE, search: { mode: 'include' } },
  })
  expect(critical(await cardsFor(searchset(alone(coded)), included, false))).toHaveLength(1)
})

test('the same Medication on two pages is one', async () => {
  const entry = { fullUrl: URN, resource: SILDENAFIL }
  const drafts = searchset(alone(medicine('draft', 'draft', URN)), entry, entry)
  expect(critical(await cardsFor(drafts, taken, false))).toHaveLength(1)
})

test('of two Medications with one id that differ none is taken', async () => {
  const drafts = searchset(
    alone(medicine('draft', 'draft', 'Medication/med-s')),
    alone(SILDENAFIL),
    alone({ ...NITRATE, id: 'med-s' }),
  )
  expect(critical(await cardsFor(drafts, taken, false))).toEqual([])
})

test.each([
  ['first', [SILDENAFIL, NITRATE]],
  ['last', [NITRATE, SILDENAFIL]],
])('of two Medications with one full URL none is taken, not the %s either', async (_, both) => {
  const drafts = searchset(
    alone(medicine('draft', 'draft', URN)),
    ...both.map((resource) => ({ fullUrl: URN, resource })),
  )
  const cards = await cardsFor(drafts, taken, false)
  expect(critical(cards)).toEqual([])
  expectUnchecked(cards)
})

test('many orders by reference leave requests for the rest of the chart', async () => {
  const drafts = searchset(
    ...Array.from({ length: 60 }, (_, n) =>
      alone(medicine(`d${n}`, 'draft', `Medication/${n === 0 ? 'med-s' : `none-${n}`}`)),
    ),
  )
  const cards = await cardsFor(drafts, taken)
  const read = fhir.requests.filter(({ path }) => path.startsWith('/Medication/'))
  expect(read).toHaveLength(20)
  expect(fhir.requests.some(({ path }) => path.startsWith('/AllergyIntolerance'))).toBe(true)
  expect(critical(cards)).toHaveLength(1)
  expectUnchecked(cards)
})

test('a code that is null is none beside the reference', async () => {
  const order = {
    ...medicine('draft', 'draft', 'Medication/med-s'),
    medicationCodeableConcept: null,
  }
  expect(critical(await cardsFor(searchset(alone(order)), taken))).toHaveLength(1)
})
