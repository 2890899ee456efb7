import { expect, test } from '@jest/globals'
import { sessionWords } from './session-words.ts'

const beganAt = new Date(2026, 2, 1, 9, 5).toISOString()

test.each([
  [true, 0, 'This browser, since 09:05'],
  [false, 59, 'Another browser or window, since 09:05, in use'],
  [false, 60, 'Another browser or window, since 09:05, last used 1 minute ago'],
  [false, 899, 'Another browser or window, since 09:05, last used 14 minutes ago'],
])('this one: %p, idle for %i s', (isThis, idleSeconds, words) => {
  expect(sessionWords({ isThis, beganAt, idleSeconds })).toBe(words)
})
