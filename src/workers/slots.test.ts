import { expect, test } from '@jest/globals'
import {
  beginWaiting,
  callAtWork,
  endWaiting,
  enterRule,
  leaveRule,
  ruleAtWork,
  slotsFor,
  turnOf,
  waitingRules,
} from './slots.ts'

test('nobody is at work at first, nor after a rule has ended; rule 0 is somebody', () => {
  const slots = slotsFor(2)
  expect(ruleAtWork(slots)).toBe(-1)
  enterRule(slots, 0, 9)
  expect([ruleAtWork(slots), callAtWork(slots)]).toEqual([0, 9])
  leaveRule(slots)
  expect(ruleAtWork(slots)).toBe(-1)
})

test('each beginning is another turn, of the same rule too', () => {
  const slots = slotsFor(1)
  const turns = [1, 1, 2].map((call) => {
    enterRule(slots, 0, call)
    const turn = turnOf(slots)
    leaveRule(slots)
    return [turn, turnOf(slots)]
  })
  expect(new Set(turns.flat()).size).toBe(3)
})

test('the first and the last rule have a place of their own for open promises', () => {
  const slots = slotsFor(3)
  enterRule(slots, 2, 5)
  for (const rule of [0, 2]) beginWaiting(slots, rule)
  expect([ruleAtWork(slots), callAtWork(slots)]).toEqual([2, 5])
  expect(waitingRules(slots)).toEqual([0, 2])
  endWaiting(slots, 0)
  expect(waitingRules(slots)).toEqual([2])
})
