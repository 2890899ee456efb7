import { beforeAll, describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import type { TestApp } from '../support/make-app.ts'
import {
  ALL_HOOKS,
  type CardJson,
  cardsOf,
  contexts,
  fixtures,
  made,
  ONLY_NOT_CHECKED,
  patient,
  post,
  requestFor,
  rpv,
  serviceRequest,
  start,
} from './fixtures.ts'
import { emptyPlaces, nullPlaces } from './scan.ts'

let app: TestApp
beforeAll(async () => {
  app = await start({ registry: fixtures })
})

/** Every kind of body that we send. */
async function ourBodies(): Promise<object[]> {
  const http = supertest(app.app)
  const answers = await Promise.all([
    http.get('/cds-services'),
    post(app, 'pv', rpv()),
    post(app, 'os', requestFor('order-sign')),
    post(app, 'dual', requestFor('order-select')),
    post(app, 'dual', requestFor('order-sign')),
    post(app, 'nofhir', requestFor('patient-view')),
    post(app, 'nope', rpv()),
    post(app, 'pv', '{'),
    http.delete('/cds-services'),
    http.get('/livez'),
    http.get('/readyz'),
  ])
  return answers.map((answer) => answer.body)
}

test.each(['application/xml', 'text/xml'])('GEN-01 a body of %s is refused', async (type) => {
  const answer = await supertest(app.app)
    .post('/cds-services/pv')
    .set('content-type', type)
    .send('<request/>')
  expect(answer.status).toBe(415)
})

test('GEN-01 every answer parses as JSON', async () => {
  for (const [id, body] of [
    ['pv', rpv()],
    ['os', requestFor('order-sign')],
  ] as const) {
    const answer = await post(app, id, body)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(JSON.parse(answer.text)).toHaveProperty('cards')
  }
})

test('GEN-03 no null in our answers', async () => {
  for (const body of await ourBodies()) expect(nullPlaces(body)).toEqual([])
})

test('GEN-03 a null where the rules want a value is refused', async () => {
  for (const field of ['fhirServer', 'hook', 'hookInstance', 'context']) {
    const answer = await post(app, 'pv', rpv({ [field]: null }))
    expect([field, answer.status]).toEqual([field, 400])
  }
})

test('GEN-04 nothing empty in our answers but cards and services', async () => {
  for (const body of await ourBodies()) expect(emptyPlaces(body)).toEqual([])
})

test('GEN-04 empty lists of a rule are left out', async () => {
  const nothing = { links: [], suggestions: [], overrideReasons: [] }
  const own = await start({
    registry: made((_data, { card }) => [card('plain', { text: 'A card' }, nothing)]),
  })
  const [card] = await cardsOf(own, 'made', rpv())
  for (const key of Object.keys(nothing)) expect(card).not.toHaveProperty(key)
  expect(card).not.toHaveProperty('selectionBehavior')
})

test('GEN-05 a summary of white space never goes out', async () => {
  const own = await start({
    registry: made((_data, { card }) => [card('plain', { text: ' \n ' })]),
  })
  expect(await cardsOf(own, 'made', rpv())).toEqual(ONLY_NOT_CHECKED)
  expect(own.logs).toContainEqual(expect.objectContaining({ msg: 'rule failed' }))
})

test('GEN-06 a card without detail has no key detail', async () => {
  const own = await start({ registry: made((_data, { card }) => [card('plain', { text: 'One' })]) })
  const [card] = await cardsOf(own, 'made', rpv())
  expect(card?.summary).toBe('One')
  expect(Object.keys(card ?? {})).not.toContain('detail')
})

test('GEN-07 without system actions the key is absent', async () => {
  const own = await start({ registry: fixtures, config: 'openMode: { systemActions: true }' })
  expect((await post(own, 'pv', rpv())).body).not.toHaveProperty('systemActions')
})

test.each([
  ['a comment', '{"hook":"patient-view" // opened\n}'],
  ['a trailing comma', '{"hook":"patient-view",}'],
  ['half of it', '{"hook":'],
  ['a list', '[]'],
  ['a text', '"patient-view"'],
])('GEN-08 a body with %s is 400, not 500', async (_name, body) => {
  expect((await post(app, 'pv', body)).status).toBe(400)
})

test('GEN-09 resources in actions are the FHIR JSON that came in', async () => {
  const order = {
    ...serviceRequest,
    _status: { extension: [{ url: 'https://ehr.example/x', valueBoolean: true }] },
    meta: { versionId: '7' },
    quantityQuantity: { value: 0.5, unit: 'mg' },
    contained: [{ resourceType: 'Specimen', id: 's1' }],
  }
  const request = requestFor('order-sign', {
    context: {
      ...contexts['order-sign'],
      draftOrders: { resourceType: 'Bundle', entry: [{ resource: order }] },
    },
  })
  const [card] = await cardsOf(app, 'os', request)
  const resources = card?.suggestions?.flatMap(({ actions }) =>
    (actions ?? []).flatMap((action) => (action.resource === undefined ? [] : [action.resource])),
  )
  expect(resources?.[0]).toEqual({ ...order, priority: 'urgent' })
  for (const resource of resources ?? [])
    expect(resource).toMatchObject({ resourceType: expect.any(String), id: expect.any(String) })
})

test('GEN-10 bundled services answer well within 500 ms (95th percentile)', async () => {
  const own = await start()
  const calls = [...own.registry.values()].flatMap(({ service, hooks }) =>
    [...hooks].map(([hook, { templates }]) => {
      const entries = [...templates].map(([key, { kind, type }]) => [
        key,
        kind === 'search'
          ? { resourceType: 'Bundle', type: 'searchset', total: 0 }
          : { resourceType: type, id: 'enc1', subject: { reference: 'Patient/pat1' } },
      ])
      const prefetch = {
        ...Object.fromEntries(entries),
        patient: { ...patient, birthDate: '1960' },
      }
      return { id: service.id, body: requestFor(hook, { prefetch }) }
    }),
  )
  for (const { id, body } of calls) {
    const times: number[] = []
    for (let call = 0; call < 20; call += 1) {
      const before = performance.now()
      expect((await post(own, id, body)).status).toBe(200)
      times.push(performance.now() - before)
    }
    expect(times.toSorted((a, b) => a - b)[18]).toBeLessThan(500)
  }
})

describe('media types', () => {
  test.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['application/fhir+json', 200],
    ['text/plain', 415],
    ['application/json; charset=iso-8859-1', 415],
  ])('GEN-11 %s gives %d', async (type, status) => {
    const answer = await supertest(app.app)
      .post('/cds-services/pv')
      .set('content-type', type)
      .send(JSON.stringify(rpv()))
    expect(answer.status).toBe(status)
  })
})

test('GEN-12 the Accept header changes nothing', async () => {
  const bodies = await Promise.all(
    ['*/*', 'application/json', ''].map(async (accept) => {
      const answer = await post(app, 'pv', rpv()).set('accept', accept)
      expect(answer.status).toBe(200)
      return answer.body.cards.map((card: CardJson) => card.summary)
    }),
  )
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1)
})

test('GEN-11 a byte order mark before the JSON is passed over', async () => {
  const plain = await post(app, 'pv', JSON.stringify(rpv()))
  const marked = await post(app, 'pv', `\ufeff${JSON.stringify(rpv())}`)
  expect(marked.status).toBe(200)
  expect(marked.body.cards).toHaveLength(plain.body.cards.length)
  expect((await post(app, 'pv', '\ufeff')).status).toBe(400)
})

test('GEN-13 five megabytes are taken, more than the limit is 413', async () => {
  const filler = 'x'.repeat(5 * 1024 * 1024)
  const prefetch = { patient, conds: null, filler: { resourceType: 'Basic', id: 'b', filler } }
  expect((await post(app, 'pv', rpv({ prefetch }))).status).toBe(200)
  const limit = 8 * 1024 * 1024
  const small = JSON.stringify(rpv())
  expect((await post(app, 'pv', small + ' '.repeat(limit - small.length))).status).toBe(200)
  expect((await post(app, 'pv', small + ' '.repeat(limit - small.length + 1))).status).toBe(413)
})

test('GEN-14 what may hold patient data is not to be stored', async () => {
  for (const answer of [
    await post(app, 'pv', rpv()),
    await post(app, 'pv', '{'),
    await post(app, 'nofhir', requestFor('patient-view')),
  ])
    expect(answer.headers['cache-control']).toBe('no-store')
})

test.each(ALL_HOOKS)('GEN-15 unknown members change nothing on %s', async (hook) => {
  const own = await start({
    registry: made((_data, { card }) => [card('plain', { text: 'Answered' })], {
      hooks: ALL_HOOKS,
    }),
  })
  const context = { ...contexts[hook], foo: { bar: [null] } }
  const cards = await cardsOf(
    own,
    'made',
    requestFor(hook, { context, foo: 1, prefetch: { zz: 1 } }),
  )
  expect(cards.map((card) => card.summary)).toEqual(['Answered'])
})
