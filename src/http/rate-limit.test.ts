import { expect, test } from '@jest/globals'
import { rateLimiter } from './rate-limit.ts'

const rate = { perSecond: 2, burst: 3 }

test('lets a burst through, then the rate, and tells how long to wait', () => {
  let now = 0
  const wait = rateLimiter(() => now)
  expect([1, 2, 3, 4].map(() => wait('a', rate))).toEqual([0, 0, 0, 1])
  now = 500
  expect([wait('a', rate), wait('a', rate)]).toEqual([0, 1])
  now = 60_000
  expect([1, 2, 3, 4].map(() => wait('a', rate))).toEqual([0, 0, 0, 1])
})

test('counts each client apart', () => {
  const wait = rateLimiter(() => 0)
  expect([1, 2, 3, 4].map(() => wait('a', rate)).at(-1)).toBe(1)
  expect(wait('b', rate)).toBe(0)
})

test('a slow rate has a long wait', () => {
  const wait = rateLimiter(() => 0)
  const slow = { perSecond: 0.1, burst: 1 }
  expect([wait('a', slow), wait('a', slow)]).toEqual([0, 10])
})

test('over a minute no more pass than burst and rate allow', () => {
  let now = 0
  const wait = rateLimiter(() => now)
  let passed = 0
  for (; now <= 60_000; now += 7) if (wait('a', rate) === 0) passed++
  expect(passed).toBeGreaterThanOrEqual(122)
  expect(passed).toBeLessThanOrEqual(123)
})
