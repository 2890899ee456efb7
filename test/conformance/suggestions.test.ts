import { beforeAll, expect, test } from '@jest/globals'
import type { CardExtras } from '../../cards/draft.ts'
import { suggestionBuilder } from '../../cards/suggest.ts'
import type { TestApp } from '../support/make-app.ts'
import {
  bundle,
  cardsOf,
  contexts,
  fixtures,
  type Json,
  made,
  ONLY_NOT_CHECKED,
  post,
  requestFor,
  rpv,
  type SuggestionJson,
  serviceRequest,
  start,
} from './fixtures.ts'

let app: TestApp
let suggestions: readonly SuggestionJson[]
beforeAll(async () => {
  app = await start({ registry: fixtures })
  const [card] = await cardsOf(app, 'os', requestFor('order-sign'))
  suggestions = card?.suggestions ?? []
})

/** The suggestions that go out where a rule makes this one, of any shape. */
async function sent(suggestion: object, config = ''): Promise<readonly SuggestionJson[]> {
  const extras = { suggestions: [suggestion] } as CardExtras
  const registry = made((_data, { card }) => [card('plain', { text: 'A card' }, extras)])
  const cards = await cardsOf(await start({ registry, config }), 'made', rpv())
  return cards.flatMap((card) => card.suggestions ?? [])
}
const withAction = (action: object) => sent({ label: 'Do it', actions: [action] })

const description = 'What it does'
const create = { type: 'create', description, resource: { resourceType: 'Task', id: 't' } }
const update = { type: 'update', description, resource: serviceRequest }
const remove = { type: 'delete', description, resourceId: 'ServiceRequest/sr1' }

test.each([{}, { label: '' }, { label: ' ' }, { label: 7 }])(
  'SUG-01 a suggestion labelled %j is never sent',
  async (suggestion) => {
    expect(await sent(suggestion)).toEqual([])
    expect(await sent({ ...suggestion, label: 'Do it' })).toHaveLength(1)
  },
)

test('SUG-02 a suggestion of several actions makes a valid transaction', () => {
  const { actions = [] } = suggestions.find((each) => each.label === 'Replace it') ?? {}
  const requests = actions.map(({ type, resource, resourceId }) => {
    const { resourceType, id } = (resource ?? {}) as Json
    return type === 'create' ? `POST ${resourceType}` : `DELETE ${resourceId ?? id}`
  })
  expect(requests).toEqual(['POST ServiceRequest', 'DELETE ServiceRequest/sr1'])
})

test.each(['all', 'any', 'at-most-one'])(
  'SUG-03 actionSelectionBehavior %j is sent to nobody',
  async (actionSelectionBehavior) => {
    for (const profile of ['1.0', '2.0.1', '3.0']) {
      const config = `openMode: { profile: '${profile}' }`
      const out = await sent({ label: 'Do it', actions: [create], actionSelectionBehavior }, config)
      expect(JSON.stringify(out)).not.toContain('actionSelectionBehavior')
    }
  },
)

test.each([
  ['ServiceRequest', 'order'],
  ['Observation', undefined],
  ['DocumentReference', undefined],
])('a new %s has the intent %s: what was found is no request', (resourceType, intent) => {
  const { actions = [] } = suggestionBuilder('ada', () => 'x').create('Do it', { resourceType })
  const [action] = actions
  expect(action?.type === 'create' && action.resource).toEqual({
    ...{ resourceType, id: 'x', status: 'draft', subject: { reference: 'Patient/ada' } },
    ...(intent === undefined ? {} : { intent }),
  })
})

test('SUG-05 a suggestion of words has no actions', () => {
  const [text] = suggestions.filter((each) => each.label === 'Ask a colleague')
  expect(Object.keys(text ?? {}).toSorted()).toEqual(['label', 'uuid'])
})

test('ACT-01 the three types are sent', async () => {
  for (const action of [create, update, remove])
    expect((await withAction(action))[0]?.actions).toEqual([action])
})

test.each(['patch', 'Create', '', undefined])(
  'ACT-01 an action of type %j is never sent',
  async (type) => {
    expect(await withAction({ ...create, type })).toEqual([])
  },
)

test.each([undefined, null, 'Task/1', {}, { id: 't' }])(
  'ACT-02 create with the resource %j is never sent',
  async (resource) => {
    expect(await withAction({ ...create, resource })).toEqual([])
  },
)

test('ACT-02 create has a complete new resource', () => {
  const [create] = suggestions.filter((each) => each.label === 'Order an X-ray')
  expect(create?.actions).toEqual([
    {
      type: 'create',
      description: 'Order an X-ray',
      resource: {
        resourceType: 'ServiceRequest',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        status: 'draft',
        intent: 'order',
        subject: { reference: 'Patient/pat1' },
        code: { text: 'X-ray' },
      },
    },
  ])
})

test.each([undefined, { resourceType: 'Task' }, { resourceType: 'Task', id: '' }])(
  'ACT-03 update with the resource %j is never sent',
  async (resource) => {
    expect(await withAction({ ...update, resource })).toEqual([])
  },
)

test('ACT-03 update is the whole order: only what was meant is changed', async () => {
  const order = {
    ...serviceRequest,
    meta: { versionId: '3', lastUpdated: '2026-05-01T00:00:00Z' },
    extension: [{ url: 'https://ehr.example/e', valueCode: 'x' }],
    vendorMember: { deep: [1, { two: 2 }] },
  }
  const context = { ...contexts['order-sign'], draftOrders: bundle(order) }
  const [card] = await cardsOf(app, 'os', requestFor('order-sign', { context }))
  expect(card?.suggestions?.[0]?.actions?.[0]?.resource).toEqual({ ...order, priority: 'urgent' })
})

test('ACT-04 delete has resourceId of the form Type/id, and no resource', () => {
  const removal = suggestions
    .flatMap((each) => each.actions ?? [])
    .filter((action) => action.type === 'delete')
  expect(removal).toEqual([
    { type: 'delete', description: 'Remove the order', resourceId: 'ServiceRequest/sr1' },
  ])
})

test.each([
  { ...remove, resourceId: 'sr1' },
  { ...remove, resourceId: 'https://ehr.example/ServiceRequest/sr1' },
  { ...remove, resource: serviceRequest },
  { type: 'delete', description },
])('ACT-04 a delete of another shape is never sent: %j', async (action) => {
  expect(await withAction(action)).toEqual([])
})

test.each(['1.0', '1.1'])('ACT-05 in profile %s delete has the id in resource', async (profile) => {
  const suggestion = { label: 'Remove', actions: [remove] }
  const [out] = await sent(suggestion, `openMode: { profile: '${profile}' }`)
  expect(out?.actions).toEqual([{ type: 'delete', description, resource: 'ServiceRequest/sr1' }])
})

test.each([create, update, remove])(
  'ACT-06 an action without description is never sent: %j',
  async (action) => {
    expect(await withAction({ ...action, description: undefined })).toEqual([])
    expect(await withAction({ ...action, description: ' ' })).toEqual([])
  },
)

test('ACT-08 new orders are drafts for this patient with ids of their own', () => {
  const created = suggestions
    .flatMap((each) => each.actions ?? [])
    .flatMap(({ type, resource }) => (type === 'create' ? [resource as Json] : []))
  expect(created).toHaveLength(2)
  expect(new Set(created.map((resource) => resource.id)).size).toBe(2)
  for (const resource of created)
    expect(resource).toMatchObject({ status: 'draft', subject: { reference: 'Patient/pat1' } })
})

test('ACT-08 an order without id cannot be changed or removed', async () => {
  const nameless = { resourceType: 'ServiceRequest', subject: { reference: 'Patient/pat1' } }
  const context = { ...contexts['order-sign'], draftOrders: bundle(nameless) }
  const answer = await post(app, 'os', requestFor('order-sign', { context }))
  expect(answer.body).toEqual({ cards: ONLY_NOT_CHECKED })
})
