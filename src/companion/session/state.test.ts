import { describe, expect, test } from '@jest/globals'
import type { Session } from '../api/contract.ts'
import { type AppState, appReducer } from './state.ts'

// Only passed through.
const session = { csrf: 'x' } as Session
const open: AppState = { phase: 'open', session }
const ended = (ending: 'expired' | 'leaving' | 'logged-out' | 'logged-out-here'): AppState => ({
  ...{ phase: 'ended', ending },
})

test.each([
  ['loading', 'none'],
  ['open', 'ended'],
] as const)('a 401 while %s leads to %s', (phase, expected) => {
  const state: AppState = phase === 'open' ? open : { phase }
  expect(appReducer(state, { type: 'unauthorized' }).phase).toBe(expected)
})

describe('an end is final', () => {
  test.each([
    { type: 'opened', session } as const,
    { type: 'failed', why: 'x' } as const,
    { type: 'retry' } as const,
    { type: 'ended', ending: 'logged-out-here' } as const,
  ])('$type changes nothing', (event) => {
    expect(appReducer(ended('expired'), event)).toEqual(ended('expired'))
  })

  test('what the service says to the log-out is told', () => {
    expect(appReducer(ended('leaving'), { type: 'ended', ending: 'logged-out-here' })).toEqual(
      ended('logged-out-here'),
    )
    expect(appReducer(ended('leaving'), { type: 'unauthorized' })).toEqual(ended('logged-out'))
    expect(appReducer(ended('leaving'), { type: 'opened', session })).toEqual(ended('leaving'))
  })
})
