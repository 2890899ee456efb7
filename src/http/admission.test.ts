import { describe, expect, test } from '@jest/globals'
import { admission } from './admission.ts'

const limits = { inFlight: 2, queued: 2, waitMs: 60_000 }
const here = () => false
const still = () => 0

/** Work that ends when told. */
function gate() {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let begun = false
  return {
    work: () => {
      begun = true
      return promise
    },
    end: resolve,
    fail: reject,
    begun: () => begun,
  }
}

/** Lets promises that can go on do so. */
const settle = () => new Promise(setImmediate)

describe('hook calls in work', () => {
  test('are bounded; the next wait in order, and beyond those each is refused at once', async () => {
    const calls = admission(limits, still)
    const gates = Array.from({ length: 5 }, gate)
    const runs = gates.map((each) => calls.run(each.work, here))
    await expect(runs[4]).rejects.toMatchObject({ code: 'CDS_OVERLOADED' })
    expect(gates.map((each) => each.begun())).toEqual([true, true, false, false, false])
    expect(calls.counts()).toEqual({ inFlight: 2, queued: 2 })
    expect(calls.isFull()).toBe(true)
    gates[1]?.end()
    await settle()
    expect(gates.map((each) => each.begun())).toEqual([true, true, true, false, false])
    for (const each of gates) each.end()
    await Promise.all(runs.slice(0, 4))
    expect(calls.counts()).toEqual({ inFlight: 0, queued: 0 })
  })

  test('give their place back when they fail', async () => {
    const calls = admission(limits, still)
    const each = gate()
    const run = calls.run(each.work, here)
    each.fail(new Error('made to fail'))
    await expect(run).rejects.toThrow('made to fail')
    expect(calls.counts()).toEqual({ inFlight: 0, queued: 0 })
  })

  test('are refused when their turn does not come in time', async () => {
    const calls = admission({ inFlight: 1, queued: 1, waitMs: 1 }, still)
    const first = gate()
    const run = calls.run(first.work, here)
    const second = gate()
    await expect(calls.run(second.work, here)).rejects.toMatchObject({ code: 'CDS_OVERLOADED' })
    first.end()
    await run
    expect(second.begun()).toBe(false)
    expect(calls.counts()).toEqual({ inFlight: 0, queued: 0 })
  })

  test('are refused at once while the first in line has waited for half of the time', async () => {
    let now = 0
    const calls = admission({ inFlight: 1, queued: 9, waitMs: 60_000 }, () => now)
    const gates = Array.from({ length: 3 }, gate)
    const runs = gates.map((each) => {
      now += 30_000
      return calls.run(each.work, here)
    })
    expect([now, calls.isFull()]).toEqual([90_000, false])
    now += 1
    expect(calls.isFull()).toBe(true)
    await expect(calls.run(gate().work, here)).rejects.toMatchObject({ code: 'CDS_OVERLOADED' })
    gates[0]?.end()
    await settle()
    // Another is first now.
    expect(calls.isFull()).toBe(false)
    for (const each of gates) each.end()
    await Promise.all(runs)
  })

  test('are refused at once where more wait than get a turn in that time', async () => {
    let now = 0
    const calls = admission({ inFlight: 1, queued: 99, waitMs: 400 }, () => now)
    const gates = [gate(), gate()]
    const runs = gates.map((each) => calls.run(each.work, here))
    // A turn every 50 ms, so that four fit into half of the wait.
    for (let n = 0; n < 200; n += 1) {
      const next = gate()
      gates.push(next)
      runs.push(calls.run(next.work, here))
      now += 50
      gates[n]?.end()
      await settle()
    }
    const more = Array.from({ length: 9 }, gate)
    const joined = Promise.allSettled(more.map((each) => calls.run(each.work, here)))
    expect(calls.counts()).toEqual({ inFlight: 1, queued: 5 })
    for (const each of [...gates, ...more]) each.end()
    await Promise.all(runs)
    const refused = (await joined).filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(5)
  })

  test('leave room for other clients: of places and of the line one has its share', async () => {
    const calls = admission({ inFlight: 4, queued: 4, waitMs: 60_000, share: 0.75 }, still)
    const slow = Array.from({ length: 7 }, gate)
    const runs = slow.map((each) => calls.run(each.work, here, 'slow'))
    await expect(runs[6]).rejects.toMatchObject({ code: 'CDS_OVERLOADED' })
    expect([calls.counts(), calls.isFull()]).toEqual([{ inFlight: 3, queued: 3 }, false])
    const [other, next] = [gate(), gate()]
    const others = [other, next].map((each) => calls.run(each.work, here, 'other'))
    expect([other.begun(), next.begun()]).toEqual([true, false])
    // Whose turn it is has the place, though three came before: they have their share.
    other.end()
    await settle()
    expect([next.begun(), slow[3]?.begun()]).toEqual([true, false])
    slow[0]?.end()
    await settle()
    expect(slow[3]?.begun()).toBe(true)
    for (const each of [...slow, next]) each.end()
    await Promise.all([...runs.slice(0, 6), ...others])
    expect(calls.counts()).toEqual({ inFlight: 0, queued: 0 })
  })

  test('pass over callers who have left', async () => {
    const calls = admission({ ...limits, inFlight: 1 }, still)
    const [first, gone, last] = [gate(), gate(), gate()]
    const run = calls.run(first.work, here)
    let left = false
    const second = expect(calls.run(gone.work, () => left)).rejects.toMatchObject({
      code: 'CDS_OVERLOADED',
    })
    const third = calls.run(last.work, here)
    left = true
    first.end()
    await run
    last.end()
    await Promise.all([second, third])
    expect(gone.begun()).toBe(false)
    expect(calls.counts()).toEqual({ inFlight: 0, queued: 0 })
  })
})
