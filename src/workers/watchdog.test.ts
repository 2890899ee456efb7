import { describe, expect, test } from '@jest/globals'
import { beginWaiting, endWaiting, enterRule, leaveRule, slotsFor, waitingRules } from './slots.ts'
import type { ThreadTime } from './thread-time.ts'
import { alive, excused, look, UNSEEN, type Watch } from './watchdog.ts'

const LIMITS = { budgetMs: 250, patienceMs: 20_000, silenceMs: 500 }
const untold = () => undefined

/** Looks at a worker again and again: at these times, with these readings of its thread. */
function watched(
  slots: ReturnType<typeof slotsFor>,
  looks: readonly (readonly [now: number, thread?: ThreadTime])[],
  oldestMs: (now: number) => number | undefined = (now) => now,
  limits = LIMITS,
) {
  let watch: Watch = UNSEEN
  return looks.map(([now, thread]) => {
    const seen = look(slots, watch, oldestMs(now), now, limits, () => thread)
    watch = seen.watch
    return seen.verdict
  })
}
const runs = (cpuMs: number): ThreadTime => ({ cpuMs, isRunnable: true })
const sleeps = (cpuMs: number): ThreadTime => ({ cpuMs, isRunnable: false })

describe('T23 a rule at work', () => {
  test('hangs once it has been seen in one turn for longer than the budget', () => {
    const slots = slotsFor(2)
    enterRule(slots, 1, 7)
    expect(watched(slots, [[0], [100], [250], [251]])).toEqual(['well', 'well', 'well', 'hung'])
  })

  test('does not, where each look finds another turn', () => {
    const slots = slotsFor(2)
    let watch: Watch = UNSEEN
    for (let now = 0; now < 5000; now += 100) {
      enterRule(slots, now % 2, 7)
      const seen = look(slots, watch, 10, now, LIMITS, untold)
      expect(seen.verdict).toBe('well')
      watch = seen.watch
    }
  })

  test('is held to the processor time that it gets, on a busy machine', () => {
    const slots = slotsFor(1)
    enterRule(slots, 0, 7)
    const young = () => 10
    const starved = [0, 1000, 2000, 9000].map((now) => [now, runs(50 + now / 100)] as const)
    expect(watched(slots, starved, young)).toEqual(['well', 'well', 'well', 'well'])
    const busy = [0, 100, 200, 300, 400].map((now) => [now, runs(50 + now)] as const)
    expect(watched(slots, busy, young)).toEqual(['well', 'well', 'well', 'well', 'hung'])
  })

  test('is held to the clock where its thread sleeps', () => {
    const slots = slotsFor(1)
    enterRule(slots, 0, 7)
    expect(
      watched(
        slots,
        [
          [0, sleeps(50)],
          [200, sleeps(50)],
          [260, sleeps(50)],
        ],
        () => 10,
      ),
    ).toEqual(['well', 'well', 'hung'])
  })

  test('is held to the clock in any case, so that its call can be run again without it', () => {
    const slots = slotsFor(1)
    enterRule(slots, 0, 7)
    const limits = { ...LIMITS, patienceMs: 1000 }
    const starved = [0, 500, 1000, 1001].map((now) => [now, runs(50 + now / 100)] as const)
    expect(watched(slots, starved, () => 10, limits)).toEqual(['well', 'well', 'well', 'hung'])
  })

  test('starts anew with the next rule', () => {
    const slots = slotsFor(2)
    enterRule(slots, 0, 7)
    let { watch } = look(slots, UNSEEN, 10, 0, LIMITS, untold)
    watch = look(slots, watch, 10, 200, LIMITS, untold).watch
    enterRule(slots, 1, 7)
    watch = look(slots, watch, 10, 220, LIMITS, untold).watch
    expect(look(slots, watch, 10, 420, LIMITS, untold).verdict).toBe('well')
  })

  test('is not blamed for a pause of the whole process', () => {
    const slots = slotsFor(1)
    enterRule(slots, 0, 7)
    const { watch } = look(slots, UNSEEN, 0, 0, LIMITS, untold)
    expect(look(slots, watch, 10, 3000, LIMITS, untold).verdict).toBe('hung')
    expect(look(slots, excused(watch, 2900), 10, 3000, LIMITS, untold).verdict).toBe('well')
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
    expect(look(idle(), UNSEEN, undefined, 9000, LIMITS, untold).verdict).toBe('well')
    expect(look(idle(), UNSEEN, 250, 9000, LIMITS, untold).verdict).toBe('well')
  })

  test('is asked for a sign of life, once, and ended where none comes', () => {
    const asked = look(idle(), UNSEEN, 251, 1000, LIMITS, untold)
    expect(asked.verdict).toBe('ping')
    expect(look(idle(), asked.watch, 500, 1400, LIMITS, untold).verdict).toBe('well')
    expect(look(idle(), asked.watch, 751, 1501, LIMITS, untold).verdict).toBe('hung')
    expect(look(idle(), alive(asked.watch), 751, 1501, LIMITS, untold).verdict).toBe('ping')
  })

  test('is given the time that it waits for a processor', () => {
    const looks = [1000, 2000, 3000, 4000].map((now) => [now, runs(now / 10)] as const)
    expect(watched(idle(), looks)).toEqual(['ping', 'well', 'well', 'well'])
  })
})

test('rules whose promises are open are known by number', () => {
  const slots = slotsFor(3)
  for (const rule of [0, 2, 2]) beginWaiting(slots, rule)
  endWaiting(slots, 2)
  endWaiting(slots, 0)
  expect(waitingRules(slots)).toEqual([2])
})
