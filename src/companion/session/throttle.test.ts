import { expect, test } from '@jest/globals'
import { type Clock, throttle } from './throttle.ts'

function world() {
  let now = 0
  let due: { call: () => void; at: number } | undefined
  const clock: Clock = {
    now: () => now,
    later(call, ms) {
      due = { call, at: now + ms }
      return () => {
        due = undefined
      }
    },
  }
  const calls: number[] = []
  const pass = (ms: number) => {
    now += ms
    if (due === undefined || due.at > now) return
    const { call } = due
    due = undefined
    call()
  }
  return { calls, pass, throttled: throttle(() => calls.push(now), 30, clock) }
}

test('the first goes at once, a burst becomes one, and its last is not lost', () => {
  const { calls, pass, throttled } = world()
  throttled.touch()
  pass(10)
  throttled.touch()
  pass(10)
  throttled.touch()
  expect(calls).toEqual([0])
  pass(10)
  expect(calls).toEqual([0, 30])
  pass(100)
  expect(calls).toEqual([0, 30])
  throttled.touch()
  expect(calls).toEqual([0, 30, 130])
})

test('stopped, it calls no more', () => {
  const { calls, pass, throttled } = world()
  throttled.touch()
  throttled.touch()
  throttled.stop()
  pass(100)
  expect(calls).toEqual([0])
})
