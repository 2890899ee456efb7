import { describe, expect, test } from '@jest/globals'
import { draftOf } from './orders.ts'
import type { Round } from './rounds.ts'
import { type Event, INITIAL, openPatient, reduced, type State } from './state.ts'
import type { Patient } from './wire.ts'

const upon = (...events: readonly Event[]): State => events.reduce(reduced, INITIAL)
const round = (id: string): Round => ({
  id,
  occasion: {
    moment: 'orders',
    hook: 'order-select',
    context: { userId: 'Practitioner/p', patientId: 'ada' },
  },
  listing: 'known',
  calls: [{ service: { id: 's', hook: 'order-select', description: '' }, state: 'asking' }],
})
const LISTING = { loaded: '1', services: [], problems: [], watched: true }
const answer = (of: string, ms: number): Event => ({
  on: 'call',
  moment: 'orders',
  round: of,
  service: 's',
  change: { state: 'answered', cards: [], ms },
})

describe('rounds', () => {
  test('the last one of a moment wins, in whatever order answers arrive', () => {
    const asked = [round('first'), round('second')].map(
      (each) => ({ on: 'asked', round: each }) as const,
    )
    const [newer, older] = [answer('second', 2), answer('first', 1)]
    for (const answers of [
      [newer, older],
      [older, newer],
    ]) {
      const { rounds, showing } = upon(...asked, ...answers)
      expect(rounds.orders?.calls[0]).toMatchObject({ state: 'answered', ms: 2 })
      expect(showing).toBe('orders')
    }
  })

  test('an answer for a moment that was dropped changes nothing', () => {
    const state = upon(
      { on: 'asked', round: round('r') },
      { on: 'dropped', moment: 'orders' },
      answer('r', 1),
    )
    expect(state.rounds).toEqual({})
    expect(state.showing).toBe('chart')
  })
})

test('what is loaded is kept, also from a round that another took the place of', () => {
  const problems = ['rule.ts: broken']
  const { start, rounds } = upon(
    { on: 'started', start: { state: 'ready', listing: LISTING, patients: [] } },
    { on: 'asked', round: round('second') },
    { on: 'listed', moment: 'orders', round: 'first', listing: { ...LISTING, problems } },
  )
  expect(start).toMatchObject({ listing: { problems } })
  expect(rounds.orders).toEqual(round('second'))
})

describe('orders', () => {
  test('move from drafts to signed one by one', () => {
    const drafts = ['a', 'b'].map((id) => draftOf({ resourceType: 'ServiceRequest' }, 'ada', id))
    const state = upon({ on: 'drafts', drafts }, { on: 'signed', id: 'a' })
    expect(state.drafts.map(({ id }) => id)).toEqual(['b'])
    expect(state.signed.map(({ id }) => id)).toEqual(['a'])
  })
})

describe('a chart', () => {
  test('opens without anything of the one before; what services are given stays', () => {
    const state = upon(
      { on: 'given', given: { prefetch: false } },
      { on: 'drafts', drafts: [draftOf({ resourceType: 'ServiceRequest' }, 'ada', 'a')] },
      { on: 'asked', round: round('r') },
      { on: 'dismissed', card: 'c', why: 'no' },
      { on: 'opened', patient: 'bruno' },
    )
    expect(state).toEqual({
      ...INITIAL,
      given: { prefetch: false, token: true },
      patient: 'bruno',
    })
  })

  test('is only of a patient who is there', () => {
    const start = {
      state: 'ready',
      listing: LISTING,
      patients: [{ id: 'ada' } as Patient],
    } as const
    const of = (patient: string) =>
      openPatient(upon({ on: 'started', start }, { on: 'opened', patient }))
    expect(of('ada')?.id).toBe('ada')
    expect(of('gone')).toBeUndefined()
  })
})

test('outcomes of a card add up', () => {
  const { outcomes } = upon(
    { on: 'taken', card: 'c', taken: { suggestion: 's1' } },
    { on: 'taken', card: 'c', taken: { suggestion: 's2', task: 't' } },
    { on: 'dismissed', card: 'c', why: 'enough' },
  )
  expect(outcomes).toEqual({
    c: { taken: [{ suggestion: 's1' }, { suggestion: 's2', task: 't' }], dismissed: 'enough' },
  })
})

test('tasks: the newest first, each with its end', () => {
  const { tasks } = upon(
    { on: 'task', id: '1', text: 'one', job: { does: 'sign', patient: 'ada' }, state: 'running' },
    { on: 'task', id: '2', text: 'two', job: { does: 'sign', patient: 'ada' }, state: 'running' },
    { on: 'task-is', id: '1', change: { state: 'done' } },
  )
  expect(tasks.map(({ id, state }) => [id, state])).toEqual([
    ['2', 'running'],
    ['1', 'done'],
  ])
})
