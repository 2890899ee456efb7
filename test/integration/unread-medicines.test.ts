import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { makeApp, type TestApp } from '../support/make-app.ts'

// What a client sends in a shape that nobody can read must be said to be unchecked: a service that
// stays silent about it looks like one that found nothing.
const sign = JSON.parse(
  readFileSync(new URL('../support/requests/order-sign.json', import.meta.url), 'utf8'),
)
const order = sign.context.draftOrders.entry[1].resource // phenelzine
const taken = sign.prefetch.medications.entry[0].resource // sertraline: never together
const allergy = sign.prefetch.allergies.entry[0].resource // penicillin V
const system = 'http://www.nlm.nih.gov/research/umls/rxnorm'
const bundle = (...entry: readonly unknown[]) => ({ resourceType: 'Bundle', entry })

let running: TestApp
beforeAll(async () => {
  running = await makeApp({ now: '2026-11-24T12:00:00Z' })
})
afterAll(() => running.close())

/** Summaries and texts of the cards for an order of phenelzine. */
async function said(draftOrders: object, prefetch: object = {}): Promise<string> {
  const { body, status } = await request(running.app)
    .post('/cds-services/medication-safety')
    .send({
      ...sign,
      context: { ...sign.context, draftOrders },
      prefetch: { ...sign.prefetch, ...prefetch },
    })
  expect(status).toBe(200)
  return body.cards
    .map(
      ({ summary, detail }: { summary: string; detail?: string }) => `${summary} ${detail ?? ''}`,
    )
    .join('\n')
}
const ordering = (members: object) => bundle({ resource: { ...order, ...members } })
const taking = (members: object) => ({
  medications: bundle({ resource: { ...taken, ...members } }),
})
const TOGETHER = 'phenelzine with sertraline'

test('the readable ones make a pair', async () =>
  expect(await said(ordering({}))).toContain(TOGETHER))

test.each([
  ['a list of concepts', { medicationCodeableConcept: [order.medicationCodeableConcept] }],
  [
    'a coding that is no list',
    { medicationCodeableConcept: { coding: order.medicationCodeableConcept.coding[0] } },
  ],
  [
    'a code that is a number',
    { medicationCodeableConcept: { coding: [{ system, code: 312347 }] } },
  ],
  ['a reference that is none', { medicationCodeableConcept: undefined, medicationReference: 5 }],
])('an order with %s', async (_name, members) =>
  expect(await said(ordering(members))).toContain('a medicine could not be identified by its code'),
)

test.each([
  ['an entry without a resource', { fullUrl: 'urn:uuid:0b0d1c0a-52a5-4c1e-8f2b-3d6d4f0a1b2c' }],
  ['a resource without a type', { resource: { ...order, resourceType: undefined } }],
  ['a resource that is a number', { resource: 5 }],
  ['a Bundle within the Bundle', { resource: bundle({ resource: order }) }],
])('an order that is %s, beside one that is read', async (_name, entry) => {
  const words = await said(bundle(entry, { resource: order }))
  expect(words).toContain('an order that is no FHIR resource could not be identified')
  expect(words).toContain(TOGETHER)
})

const set = (resourceType: string, ...contained: readonly object[]) =>
  bundle({
    resource: {
      ...{ resourceType, id: 'set-1', status: 'draft', intent: 'proposal' },
      subject: order.subject,
      contained,
      action: [{ resource: { reference: '#inner' } }],
    },
  })
const inner = { ...order, id: 'inner' }

test.each([['RequestGroup'], ['RequestOrchestration'], ['CarePlan']])(
  'an order inside a %s is read, and nothing offers to take it back by an id that is no order’s',
  async (type) => {
    expect(await said(set(type, inner))).toContain(TOGETHER)
    const { medicationCodeableConcept, ...rest } = inner
    const medication = { resourceType: 'Medication', id: 'm', code: medicationCodeableConcept }
    const apart = { ...rest, medicationReference: { reference: '#m' } }
    expect(await said(set(type, medication, apart))).toContain(TOGETHER)
    expect(await said(set(type, { ...rest, medicationCodeableConcept: { text: 'x' } }))).toContain(
      'x could not be identified by its code',
    )
    const { body } = await request(running.app)
      .post('/cds-services/medication-safety')
      .send({ ...sign, context: { ...sign.context, draftOrders: set(type, inner) } })
    expect(JSON.stringify(body)).not.toContain('/inner')
  },
)

describe('an order for no patient, but', () => {
  const FOR_NONE = 'an order that is for no patient could not be identified'

  test.each(['Group/ward-7', 'Device/pump', 'Location/store', 'https://ehr.example/Group/1'])(
    '%s: is not held against the patient’s record, and said to be unchecked (REQ-14)',
    async (reference) => {
      const words = await said(ordering({ subject: { reference } }))
      expect(words).toContain(FOR_NONE)
      expect(words).not.toContain(TOGETHER)
      const [notices] = running.logs
        .flatMap(({ msg, notices: all }) => (msg === 'hook' ? [all] : []))
        .slice(-1)
      expect(notices).toEqual(['orders for no patient were left out'])
    },
  )

  test('a group, in a set: what it holds is for the group too', async () => {
    const { subject: _, ...unstated } = inner
    const ward = set('RequestGroup', unstated).entry[0] as { resource: object }
    const words = await said(
      bundle({ resource: { ...ward.resource, subject: { reference: 'Group/g' } } }),
    )
    expect(words).toContain(FOR_NONE)
    expect(words).not.toContain(TOGETHER)
  })

  test('a group, beside one for the patient: that one is read', async () => {
    const other = { ...order, id: 'other', subject: { reference: 'Group/g' } }
    const words = await said(bundle({ resource: other }, { resource: order }))
    expect(words).toContain(FOR_NONE)
    expect(words).toContain(TOGETHER)
  })

  test('a place, that is no medicine: nothing is to be said of it', async () => {
    const swab = {
      ...{ resourceType: 'ServiceRequest', id: 's', status: 'draft', intent: 'order' },
      ...{ subject: { reference: 'Location/kitchen' }, code: { text: 'Swab' } },
    }
    expect(await said(bundle({ resource: swab }))).not.toContain('could not be identified')
  })
})

test('an order of another patient inside an order set is refused like any', async () => {
  const other = { ...inner, subject: { reference: 'Patient/somebody-else' } }
  const { status } = await request(running.app)
    .post('/cds-services/medication-safety')
    .send({ ...sign, context: { ...sign.context, draftOrders: set('RequestGroup', other) } })
  expect(status).toBe(412)
})

test('an entry that is null is none', async () =>
  expect(await said(bundle(null, { resource: order }))).not.toContain('could not be identified'))

test.each([
  ['no status', { status: undefined }, 'sertraline, of unknown status'],
  ['status unknown', { status: 'unknown' }, 'sertraline, of unknown status'],
  ['a status in a list', { status: ['active'] }, 'sertraline, of unknown status'],
  ['no medicine', { medicationCodeableConcept: undefined }, 'a current medicine'],
  [
    'a code that is a number',
    { medicationCodeableConcept: { coding: [{ system, code: 312941 }] } },
    'a current medicine',
  ],
])('a current medicine with %s', async (_name, members, name) =>
  expect(await said(ordering({}), taking(members))).toContain(`drug interactions with ${name}`),
)

test.each([
  ['other', ['other']],
  ['biologic', ['biologic']],
  ['null', [null]],
])('an allergy in words, of category %s', async (_name, category) => {
  const resource = { ...allergy, category, code: { text: 'Penicillin' } }
  const amoxicillin = bundle({ resource: sign.context.draftOrders.entry[0].resource })
  expect(await said(amoxicillin, { allergies: bundle({ resource }) })).toContain(
    'the allergy “Penicillin” against amoxicillin',
  )
})
