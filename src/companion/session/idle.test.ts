import { expect, test } from '@jest/globals'
import { idleState } from './idle.ts'

const MINUTE = 60_000
const idle = { active: 0, idleSeconds: 900, endsAt: 480 * MINUTE }

test.each([
  [0, 'awake', 900],
  [14 * MINUTE - 1, 'awake', 61],
  [14 * MINUTE, 'warning', 60],
  [15 * MINUTE - 1, 'warning', 1],
  [15 * MINUTE, 'ended', 0],
  [99 * MINUTE, 'ended', 0],
])('%d ms after the last sign: %s', (now, phase, secondsLeft) => {
  expect(idleState(now, idle)).toEqual({ phase, secondsLeft, by: 'idle' })
})

test('the longest time ends it, however active', () => {
  const active = { ...idle, active: 479 * MINUTE }
  expect(idleState(479 * MINUTE, active)).toEqual({
    phase: 'warning',
    by: 'longest',
    secondsLeft: 60,
  })
  expect(idleState(480 * MINUTE, active).phase).toBe('ended')
})

test('a short session is not all warning', () => {
  const short = { ...idle, idleSeconds: 60 }
  expect(idleState(29_000, short).phase).toBe('awake')
  expect(idleState(30_000, short).phase).toBe('warning')
})
