import { describe, expect, test } from '@jest/globals'
import { beginWaiting, endWaiting, enterRule, leaveRule, slotsFor, waitingRules } from './slots.ts'
import { excused, look, UNSEEN, type Watch } from './watchdog.ts'

const LIMITS = { budgetMs: 250, silenceMs: 500 }

describe('T23 a rule at work', () => {
  test('hangs once it has been seen in one turn for longer than the budget', () => {
    const slots = slotsFor(2)
    enterRule(slots, 1, 7)
    let watch: Watch = UNSEEN
    const verdicts = [0, 100, 250, 251].map((now) => {
      const seen = look(slots, watch, now, now, LIMITS)
      watch = seen.watch
      return seen.verdict
    })
    expect(verdicts).toEqual(['well', 'well', 'well', 'hung'])
  })

  test('does not, where each look finds another turn', () => {
    const slots = slotsFor(2)
    let watch: Watch = UNSEEN
    for (let now = 0; now < 5000; now += 100) {
      enterRule(slots, now % 2, 7)
      const seen = look(slots, watch, 10, now, LIMITS)
      expect(seen.verdict).toBe('well')
      watch = seen.watch
    }
  })

  test('is not blamed for a pause of the whole process', () => {
    const slots = slotsFor(1)
    enterRule(slots, 0, 7)
    const { watch } = look(slots, UNSEEN, 0, 0, LIMITS)
    expect(look(slots, watch, 10, 3000, LIMITS).verdict).toBe('hung')
    expect(look(slots, excused(watch, 2900), 10, 3000, LIMITS).verdict).toBe('well')
  })
})

describe('a worker without a rule at work', () => {
  const idle = () => {
    const slots = slotsFor(1)
    enterRule(slots, 0, 7)
    leaveRule(slots)
    return slots
  }

  test('is left alone while its calls are young, or it has none', () => {
    expect(look(idle(), UNSEEN, undefined, 9000, LIMITS).verdict).toBe('well')
    expect(look(idle(), UNSEEN, 250, 9000, LIMITS).verdict).toBe('well')
  })

  test('is asked for a sign of life, once, and ended where none comes', () => {
    const asked = look(idle(), UNSEEN, 251, 1000, LIMITS)
    expect(asked.verdict).toBe('ping')
    expect(look(idle(), asked.watch, 500, 1400, LIMITS).verdict).toBe('well')
    expect(look(idle(), asked.watch, 751, 1501, LIMITS).verdict).toBe('hung')
    const given = { ...asked.watch, pingedAt: undefined }
    expect(look(idle(), given, 751, 1501, LIMITS).verdict).toBe('ping')
  })
})

test('rules whose promises are open are known by number', () => {
  const slots = slotsFor(3)
  for (const rule of [0, 2, 2]) beginWaiting(slots, rule)
  endWaiting(slots, 2)
  endWaiting(slots, 0)
  expect(waitingRules(slots)).toEqual([2])
})
