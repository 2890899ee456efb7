import { afterEach, expect, jest, test } from '@jest/globals'
import { draftOf } from './orders.ts'
import { createStore } from './store.ts'
import { begin } from './work.ts'

const fetching = jest.spyOn(globalThis, 'fetch')
afterEach(() => {
  fetching.mockReset()
})

const json = (body: object) => new Response(JSON.stringify(body))
const draft = draftOf({ resourceType: 'MedicationRequest' }, 'lea', 'm')

test('a draft that is changed while it is written stays a draft', async () => {
  const drafts = [{ ...draft, resource: { ...draft.resource, note: [{ text: 'changed' }] } }]
  const store = createStore()
  store.dispatch({ on: 'opened', patient: 'lea' })
  store.dispatch({ on: 'drafts', drafts: [draft] })
  fetching.mockImplementation(async (address) => {
    if (address === 'api/token') return json({ fhirAuthorization: { access_token: 't' } })
    store.dispatch({ on: 'drafts', drafts })
    return json({})
  })
  const ended = new Promise<void>((resolve) => {
    store.subscribe(() => {
      if (store.get().tasks[0]?.state === 'done') resolve()
    })
  })
  begin(store, 'Sign orders', { does: 'sign', patient: 'lea' })
  await ended
  expect(store.get()).toMatchObject({ drafts, signed: [], phase: 'writing' })
})
