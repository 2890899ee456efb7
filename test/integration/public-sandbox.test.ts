import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { HOSTILE, hostile } from '../../src/testing/hostile.ts'
import { makeApp, type TestApp } from '../support/make-app.ts'
import { tagsOf } from '../support/rendered.ts'
import { clientsYaml, makeKey, sign } from '../support/tokens.ts'
import { outcomeSchema, responseSchema } from '../support/wire.ts'

/** The public CDS Hooks Sandbox (github.com/cds-hooks/sandbox), a client in the browser. */
const ORIGIN = 'https://sandbox.cds-hooks.org'
const JKU = `${ORIGIN}/.well-known/jwks.json`
const PUBLIC = 'https://cds.example.org'
const NOW = '2026-11-24T12:00:00Z'
const PATH = '/cds-services/medication-safety'

type Json = Record<string, unknown>
const read = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../support/requests/${name}.json`, import.meta.url), 'utf8'))
const chosen = read('sandbox-order-select')
const empty = read('sandbox-order-select-empty')
const imaging = read('sandbox-order-select-imaging')
const unsupplied = read('sandbox-order-sign')

/** The same request with something else in the draft; undefined leaves a member out. */
function drafting(change: Json): Json {
  const copy = structuredClone(chosen) as {
    context: { draftOrders: { entry: [{ resource: Json }] } }
  }
  Object.assign(copy.context.draftOrders.entry[0].resource, change)
  return JSON.parse(JSON.stringify(copy))
}

const key = await makeKey()
let app: TestApp
beforeAll(async () => {
  const trust = { id: 'public-sandbox', issuer: ORIGIN, jku: JKU, jwks: { keys: [key.jwk] } }
  const settings = { corsOrigins: [ORIGIN], openFhir: true, gapCardFor412: true }
  app = await makeApp({
    now: NOW,
    config: `publicUrl: ${PUBLIC}\n${clientsYaml({ ...trust, ...settings })}`,
    engine: {
      openFhir: () => ({ read: async () => ({ ok: false, failure: 'unreachable' }) as const }),
    },
  })
})
afterAll(() => app.close())

/** As this client sends it: a token for the very address, from a page of its origin. */
async function send(body: object, path = PATH) {
  const token = await sign(
    { key, iss: ORIGIN, now: Date.parse(NOW) / 1000 },
    PUBLIC + path,
    {},
    { jku: JKU },
  )
  return request(app.app)
    .post(path)
    .set({
      accept: 'application/json, text/plain, */*',
      authorization: `Bearer ${token}`,
      origin: ORIGIN,
    })
    .send(body)
}

async function cardsOf(body: object) {
  const answer = await send(body)
  expect(answer.status).toBe(200)
  return responseSchema.parse(answer.body).cards
}
const summaries = async (body: object) => (await cardsOf(body)).map(({ summary }) => summary)

const INTERACTION = 'clarithromycin with simvastatin: do not give together'

test('its browser may ask: the preflight needs no token, and errors can be read too', async () => {
  const preflight = await request(app.app).options(PATH).set({
    origin: ORIGIN,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers['access-control-allow-origin']).toBe(ORIGIN)
  expect(preflight.headers['access-control-allow-headers']).toMatch(/authorization, content-type/i)
  const refused = await request(app.app).post(PATH).set({ origin: ORIGIN }).send(chosen)
  expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, ORIGIN])
})

describe('half-built drafts', () => {
  test('the whole draft is checked, though its category is no list and its Bundle has no type', async () => {
    expect(await summaries(chosen)).toContain(INTERACTION)
  })

  test.each<[string, Json]>([
    ['no dose yet', { dosageInstruction: undefined, dispenseRequest: undefined }],
    ['no intent and no category yet', { intent: undefined, category: undefined }],
    [
      'an emptied dose field',
      {
        dosageInstruction: [
          {
            timing: { repeat: { period: 1, periodUnit: 'd' } },
            doseAndRate: [{ doseQuantity: { value: null, code: '{pill}' } }],
          },
        ],
      },
    ],
    ['a date that its calendar could not read', { authoredOn: 'Invalid date' }],
    ['an empty dose', { dosageInstruction: [{}] }],
    ['an empty reason', { reasonCode: [] }],
  ])('with %s the medicine is checked all the same', async (_name, change) => {
    expect(await summaries(drafting(change))).toContain(INTERACTION)
  })

  test('a draft without a medicine says nothing, and is no error', async () => {
    expect(await summaries(empty)).toEqual([])
    expect(await summaries(drafting({ medicationCodeableConcept: {} }))).toEqual([])
  })

  test('an imaging order whose coding is an empty object is no error', async () => {
    expect(await summaries(imaging)).toEqual([])
    const answer = await send(imaging, '/cds-services/order-appropriateness')
    expect(answer.status).toBe(200)
  })

  test('a medicine in words alone is said to be unchecked', async () => {
    const typed = drafting({
      medicationCodeableConcept: { text: 'clarithromycin 500 MG', coding: [{}] },
    })
    const found = await summaries(typed)
    expect(found).not.toContain(INTERACTION)
    expect(found.join()).toMatch(/not checked/i)
  })

  test('the tab clicked again sends no selections and no drafts: nothing to say', async () => {
    const { patientId, userId } = chosen.context as Json
    expect(await summaries({ ...chosen, context: { patientId, userId } })).toEqual([])
  })

  test('where it got no prefetch the answer is a card: it would show a 412 as "All clear"', async () => {
    const cards = await cardsOf(unsupplied)
    expect(cards).toHaveLength(1)
    expect(cards[0]?.summary).toMatch(/not checked/i)
  })
})

describe('feedback as it sends it', () => {
  const feedback = (entry: Json) => send({ feedback: [entry] }, `${PATH}/feedback`)
  const at = { outcomeTimestamp: '2026-11-24T12:01:02.345Z' }

  test('every card and suggestion has what it makes feedback and buttons of', async () => {
    const cards = await cardsOf(chosen)
    expect(cards.length).toBeGreaterThan(0)
    for (const { uuid, suggestions = [] } of cards) {
      expect(uuid).toBeDefined()
      for (const { label, uuid: id, actions = [] } of suggestions) {
        expect([label, id].every((text) => text !== '')).toBe(true)
        expect(actions.filter(({ description }) => typeof description !== 'string')).toEqual([])
      }
    }
  })

  test('accepted, dismissed, and dismissed with a reason that has no display or no system', async () => {
    const [card] = await cardsOf(chosen)
    const entries = [
      { outcome: 'accepted', acceptedSuggestions: [{ id: 'b1a2' }] },
      { outcome: 'overridden' },
      {
        outcome: 'overridden',
        overrideReason: { reason: { code: 'x', system: 'urn:oid:2.25.1' } },
      },
      { outcome: 'overridden', overrideReason: { reason: { code: 'x' } } },
    ]
    for (const entry of entries)
      expect((await feedback({ card: card?.uuid, ...entry, ...at })).status).toBe(200)
  })

  test('without the id of a card it belongs to nothing: refused, in words its page can read', async () => {
    const answer = await feedback({ outcome: 'overridden', ...at })
    expect(answer.status).toBe(400)
    expect(answer.headers['access-control-allow-origin']).toBe(ORIGIN)
    const { issue } = outcomeSchema.parse(answer.body)
    expect(issue[0]?.details.coding[0]?.code).toBe('CDS_FEEDBACK_INVALID')
  })
})

describe('its page lets HTML in Markdown through', () => {
  test('the check itself finds what would act', () => {
    const acting = ['<img src=x>', '![i](http://e.example)', 'http://e.example', '<!-- x', '# x']
    for (const text of [...acting, '|a|\n|-|\n|b|', '[x](https://e.example)'])
      expect([text, tagsOf(text).length > 0]).toEqual([text, true])
    expect(tagsOf('**bold**, *words* and 1 &lt; 2')).toEqual([])
  })

  test.each([
    ['medication-safety', 'sandbox-order-select'],
    ['medication-safety', 'sandbox-order-sign'],
    ['medication-safety', 'order-select'],
    ['medication-safety', 'order-sign'],
    ['order-appropriateness', 'order-sign'],
    ['cardiometabolic-risk', 'patient-view'],
    ['discharge-check', 'encounter-discharge'],
  ])(
    '%s, asked with hostile text in %s.json, gives cards of harmless words',
    async (service, file) => {
      const body = read(file)
      const { context, prefetch } = body as { context: Json; prefetch: unknown }
      const rest = context.draftOrders === undefined ? {} : { draftOrders: context.draftOrders }
      const clean = await send(body, `/cds-services/${service}`)
      const poisoned = {
        ...body,
        context: { ...context, ...hostile(rest) },
        prefetch: hostile(prefetch),
      }
      const answer = await send(poisoned, `/cds-services/${service}`)
      expect(answer.status).toBe(clean.status)
      const { cards } = responseSchema.parse(answer.body)
      expect(cards.length >= responseSchema.parse(clean.body).cards.length).toBe(true)
      for (const { detail = '', summary, source } of cards) {
        expect(tagsOf(detail)).toEqual([])
        expect(summary).not.toMatch(/[<>]/)
        expect(source.label).not.toMatch(/[<>]/)
      }
    },
  )
})

test('words of the client that reach a card do nothing there', async () => {
  const medicationCodeableConcept = { text: HOSTILE, coding: [{}] }
  const cards = await cardsOf(drafting({ medicationCodeableConcept }))
  const words = cards.map(({ summary, detail = '' }) => summary + detail).join()
  expect(words).toContain('alert')
  expect(cards.flatMap(({ detail = '' }) => tagsOf(detail))).toEqual([])
})

test('several calls in flight: each answer is that of its own draft, whichever comes last', async () => {
  const stages = [
    empty,
    drafting({ dosageInstruction: undefined, intent: undefined }),
    chosen,
    drafting({ medicationCodeableConcept: { text: 'unknown', coding: [{}] } }),
    imaging,
    unsupplied,
  ]
  const alone: unknown[] = []
  for (const stage of stages) alone.push(await summaries(stage))
  expect(new Set(alone.map((each) => JSON.stringify(each))).size).toBeGreaterThan(2)
  // Key by key, as it is typed, forth and back.
  const burst = [...stages, ...stages.toReversed(), ...stages]
  const answers = await Promise.all(burst.map(summaries))
  expect(answers).toEqual([...alone, ...alone.toReversed(), ...alone])
  // With one hookInstance for all: nothing is kept under it.
  expect(new Set(burst.map(({ hookInstance }) => hookInstance)).size).toBe(1)
})
