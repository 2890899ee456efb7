import { expect, test } from '@jest/globals'
import { leadingTime } from './clock.ts'

const HOUR = 3_600_000
const NOON = Date.parse('2026-11-24T12:00:00Z')

function clocks() {
  const at = { wall: NOON, steady: 5 }
  const now = leadingTime(
    () => at.wall,
    () => at.steady,
  )
  expect(now()).toBe(NOON)
  return { at, now }
}

test('R19 a wall clock set back extends nothing', () => {
  const { at, now } = clocks()
  at.wall -= HOUR
  at.steady += 60_000
  expect(now()).toBe(NOON + 60_000)
})

test('R22 sleep is counted, where the other clock stood still', () => {
  const { at, now } = clocks()
  at.wall += HOUR
  expect(now()).toBe(NOON + HOUR)
})

test('a wall clock set forward and back again: what was counted stays counted', () => {
  const { at, now } = clocks()
  at.wall += HOUR
  expect(now()).toBe(NOON + HOUR)
  at.wall -= HOUR
  at.steady += 1
  expect(now()).toBe(NOON + HOUR + 1)
})

test('many readings within a millisecond add nothing', () => {
  const { at, now } = clocks()
  for (let tenth = 1; tenth <= 10_000; tenth += 1) {
    at.steady = 5 + tenth / 10
    at.wall = NOON + Math.floor(tenth / 10)
    now()
  }
  expect(now()).toBeCloseTo(NOON + 1000, 0)
})
