import { expect, test } from '@jest/globals'
import { byWeight } from './rules.ts'

test('rules that spoke come first, then those that could not', () => {
  const states = [
    ...(['silent', 'not-triggered', 'late', 'cards', 'silent', 'not-evaluated'] as const),
  ]
  const rules = states.map((state, index) => ({
    ...{ rule: `${index}`, title: '', cards: 0, ms: 0, why: '' },
    state,
  }))
  expect(byWeight(rules).map(({ rule }) => rule)).toEqual(['3', '2', '5', '0', '4', '1'])
})
