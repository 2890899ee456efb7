import { afterEach, expect, jest, test } from '@jest/globals'
import { ask } from './ask.ts'
import { chartOpened } from './hooks.ts'
import { createStore, type Store } from './store.ts'
import type { Patient } from './wire.ts'

const fetching = jest.spyOn(globalThis, 'fetch')
afterEach(() => {
  fetching.mockReset()
})

const json = (body: object) => new Response(JSON.stringify(body))
const lea: Patient = {
  ...{ id: 'lea', name: 'Lea', story: '', tries: [], own: false },
  ...{ orders: [], encounters: [], appointments: [] },
}
const services = [
  { id: 'a', hook: 'patient-view', description: '' },
  { id: 'b', hook: 'order-sign', description: '' },
  { id: 'c', hook: 'patient-view', description: '' },
]

/** A page with an open chart, and which services are called from then on. */
function opened(whenListed: (store: Store) => void = () => {}) {
  const store = createStore()
  const loaded = { loaded: '1', problems: [], watched: true }
  const listing = { ...loaded, services: [] }
  store.dispatch({ on: 'started', start: { state: 'ready', patients: [lea], listing } })
  store.dispatch({ on: 'opened', patient: 'lea' })
  const called: string[] = []
  fetching.mockImplementation(async (address) => {
    if (address === 'api/services') return json({ ...loaded, loaded: '2' })
    if (address === 'api/token') return json({ fhirAuthorization: { access_token: 't' } })
    if (address === '../cds-services') {
      whenListed(store)
      return json({ services })
    }
    called.push(String(address))
    return json({ cards: [] })
  })
  return { store, called }
}

test('asks the services that stand in the round, each once', async () => {
  const { store, called } = opened()
  await ask(store, chartOpened(lea))
  expect(called).toEqual(['../cds-services/a', '../cds-services/c'])
  const { calls } = store.get().rounds.chart ?? {}
  expect(calls?.map(({ service, state }) => [service.id, state])).toEqual([
    ['a', 'answered'],
    ['c', 'answered'],
  ])
})

test('asks none where its round was dropped meanwhile', async () => {
  const { store, called } = opened(({ dispatch }) => dispatch({ on: 'dropped', moment: 'chart' }))
  await ask(store, chartOpened(lea))
  expect(called).toEqual([])
  expect(store.get().rounds).toEqual({})
})
