import { describe, expect, test } from '@jest/globals'
import { Failure } from './failure.ts'
import {
  cardsOf,
  type HookCall,
  isChecked,
  isSettled,
  listed,
  type Round,
  tellOf,
  withCall,
} from './rounds.ts'
import type { Card } from './wire.ts'

const card = (indicator: Card['indicator'], summary: string) => ({ indicator, summary }) as Card
const asking = (id: string): HookCall => ({
  service: { id, hook: 'patient-view', description: id, title: id.toUpperCase() },
  state: 'asking',
})
const round: Round = {
  id: 'r1',
  occasion: {
    moment: 'chart',
    hook: 'patient-view',
    context: { userId: 'Practitioner/p', patientId: 'ada' },
  },
  listing: 'known',
  calls: [asking('a'), asking('b')],
}
const answered = (cards: readonly Card[]) => ({ state: 'answered', cards }) as const

describe('a round', () => {
  test('is settled when every service answered or failed', () => {
    const half = withCall(round, 'b', answered([]))
    expect([round, half].map(isSettled)).toEqual([false, false])
    const whole = withCall(half, 'a', { state: 'failed', failure: new Failure('late', {}) })
    expect(isSettled(whole)).toBe(true)
  })

  test('shows the severest cards first, equals in the order of services', () => {
    const late = withCall(round, 'b', answered([card('critical', 'b1'), card('info', 'b2')]))
    const both = withCall(late, 'a', answered([card('info', 'a1'), card('warning', 'a2')]))
    expect(cardsOf(both).map((each) => each.card.summary)).toEqual(['b1', 'a2', 'a1', 'b2'])
    expect(cardsOf(both)[0]).toMatchObject({ service: 'b', title: 'B' })
  })

  test('is told in a sentence, silence and failure apart', () => {
    expect(tellOf(round)).toBe('Asking A, B …')
    const one = withCall(round, 'a', answered([card('critical', 'x'), card('info', 'y')]))
    expect(tellOf(one)).toBe('Asking B …')
    expect(tellOf(withCall(one, 'b', answered([])))).toBe('2 cards: 1\u00a0critical, 1\u00a0info.')
    const silent = withCall(round, 'a', answered([]))
    expect(tellOf(withCall(silent, 'b', answered([])))).toBe('No cards.')
    expect(tellOf(withCall(silent, 'b', { state: 'failed' }))).toBe(
      'No cards. 1 service did not check.',
    )
    expect(tellOf({ ...round, calls: [] })).toBe('No service answers this moment.')
  })

  test('without knowing which services there are is neither empty nor checked', () => {
    const asked = { ...round, listing: 'asking', calls: [] } as const
    expect([isSettled(asked), isChecked(asked)]).toEqual([false, false])
    const failed = { ...asked, listing: 'failed' } as const
    expect([isSettled(failed), isChecked(failed)]).toEqual([true, false])
    expect(tellOf(failed)).toBe('Which services there are could not be asked: none checked.')
    const services = ['patient-view', 'order-sign'].map((hook) => ({
      id: hook,
      hook,
      description: '',
    }))
    expect(listed(asked, services).calls.map(({ service }) => service.id)).toEqual(['patient-view'])
  })
})
