import { beforeAll, expect, test } from '@jest/globals'
import type { Action } from '../../src/protocol/action.ts'
import type { TestApp } from '../support/make-app.ts'
import {
  bundle,
  cardsOf,
  contexts,
  fixtures,
  made,
  medicationRequest,
  ONLY_NOT_CHECKED,
  post,
  requestFor,
  rpv,
  serviceRequest,
  start,
} from './fixtures.ts'

let app: TestApp
beforeAll(async () => {
  app = await start({ registry: fixtures })
})

const update: Action = { type: 'update', description: 'Note the score', resource: serviceRequest }
const acting = made((_data, { systemAction }) => [systemAction(update)])
const ABLE = 'openMode: { systemActions: true }'

test('RESP-01 cards is there, beside system actions alone', async () => {
  const answer = await post(await start({ registry: acting, config: ABLE }), 'made', rpv())
  expect(answer.body).toEqual({ cards: [], systemActions: [update] })
})

test('RESP-02 nothing to say is 200 with an empty list', async () => {
  const answer = await post(await start({ registry: made(() => []) }), 'made', rpv())
  expect(answer.status).toBe(200)
  expect(answer.text).toBe('{"cards":[]}')
})

test('RESP-03 system actions stand beside the cards, never in one', async () => {
  const registry = made((_data, { card, systemAction }) => [
    card('plain', { text: 'A card' }),
    systemAction(update),
  ])
  const { body } = await post(await start({ registry, config: ABLE }), 'made', rpv())
  expect(Object.keys(body).toSorted()).toEqual(['cards', 'systemActions'])
  expect(body.cards).toHaveLength(1)
  expect(body.cards[0]).not.toHaveProperty('systemActions')
})

test('RESP-04 the later answer of one id is complete on its own', async () => {
  const draftOrders = bundle(medicationRequest, serviceRequest)
  const context = { ...contexts['order-select'], draftOrders }
  const first = await cardsOf(app, 'dual', requestFor('order-select', { context }))
  const later = await cardsOf(app, 'dual', requestFor('order-sign', { context }))
  expect(first).toHaveLength(1)
  expect(later).toHaveLength(2)
})

const valid = { label: 'Do it' }
test.each([
  [
    'a source with an unknown member',
    {},
    { source: { label: 'L', url: 'https://x.example', label2: 1 } },
  ],
  ['an unknown selection behaviour', { suggestions: [valid], selectionBehavior: 'all' }, {}],
  ['a link without url', { links: [{ label: 'L', type: 'absolute' }] }, {}],
  ['an unknown member', { suggestions: [{ ...valid, colour: 'red' }] }, {}],
])('RESP-05 a card with %s is dropped and logged, never sent', async (_name, extras, options) => {
  const registry = made(
    // As a rule written without type checking would do.
    (_data, { card }) => [card('plain', { text: 'A card' }, extras as object)],
    options,
  )
  const own = await start({ registry })
  expect(await cardsOf(own, 'made', rpv())).toEqual(ONLY_NOT_CHECKED)
  expect(own.logs).toContainEqual(
    expect.objectContaining({ level: 50, msg: 'rule failed', rule: 'made-rule' }),
  )
})

test.each([
  ['no list', () => 'a card'],
  ['a list of something else', () => [{ kind: 'note' }]],
  ['null', () => [null]],
  ['a card that nobody declared', () => [{ kind: 'card', name: 'x', values: {}, extras: {} }]],
])('RESP-05 a rule that returns %s costs only its own cards', async (_name, evaluate) => {
  // As a rule written without type checking would do.
  const registry = made(evaluate as never)
  expect(await cardsOf(await start({ registry }), 'made', rpv())).toEqual(ONLY_NOT_CHECKED)
})

test('RESP-06 a 1.0 client gets no selectionBehavior "any"', async () => {
  const own = await start({ registry: fixtures, config: "openMode: { profile: '1.0' }" })
  const cards = await cardsOf(own, 'os', requestFor('order-sign'))
  expect(cards.length).toBe(4)
  for (const card of cards) {
    expect(card.selectionBehavior).toBe('at-most-one')
    expect(card.suggestions).toHaveLength(1)
  }
})

test.each(['patch', 1])(
  'SYS-01 a system action is checked like any action: type %j is not sent',
  async (type) => {
    const registry = made((_data, { systemAction }) => [systemAction({ ...update, type } as never)])
    const own = await start({ registry, config: ABLE })
    expect((await post(own, 'made', rpv())).body).toEqual({ cards: ONLY_NOT_CHECKED })
  },
)

test.each([
  ['create without resource', { type: 'create', description: 'D' }],
  ['update without id', { type: 'update', description: 'D', resource: { resourceType: 'Task' } }],
  ['delete without resourceId', { type: 'delete', description: 'D' }],
  ['no description', { type: 'update', resource: serviceRequest }],
])('SYS-01 a system action that is a %s is not sent', async (_name, action) => {
  const registry = made((_data, { systemAction }) => [systemAction(action as Action)])
  const own = await start({ registry, config: ABLE })
  expect((await post(own, 'made', rpv())).body).toEqual({ cards: ONLY_NOT_CHECKED })
})

test('SYS-02 a system action has its description', async () => {
  const { body } = await post(await start({ registry: acting, config: ABLE }), 'made', rpv())
  expect(body.systemActions[0].description).toBe('Note the score')
})

test('SYS-03 the same request again gives the same system action', async () => {
  const own = await start({ registry: acting, config: ABLE })
  const first = await post(own, 'made', rpv())
  expect((await post(own, 'made', rpv())).body).toEqual(first.body)
})

test.each(['1.0', '1.1', '2.0', '2.0.1', '3.0'])(
  'SYS-04 a client that did not agree gets no system action, in profile %s',
  async (profile) => {
    const own = await start({ registry: acting, config: `openMode: { profile: '${profile}' }` })
    expect((await post(own, 'made', rpv())).text).toBe('{"cards":[]}')
  },
)
