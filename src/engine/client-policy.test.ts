import { expect, test } from '@jest/globals'
import { isEntitled } from './client-policy.ts'

test.each([
  ['no list', {}, true],
  ['a list with it', { services: ['a', 'b'] }, true],
  ['a list without it', { services: ['b'] }, false],
  ['an empty list', { services: [] }, false],
])('a client with %s', (_name, policy, isIts) => {
  expect(isEntitled(policy, 'a')).toBe(isIts)
})
