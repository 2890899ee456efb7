import { describe, expect, test } from '@jest/globals'
import { admission } from './admission.ts'

const limits = { inFlight: 2, queued: 2, waitMs: 60_000 }
const here = () => false

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
    const calls = admission(limits)
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
    const calls = admission(limits)
    const each = gate()
    const run = calls.run(each.work, here)
    each.fail(new Error('made to fail'))
    await expect(run).rejects.toThrow('made to fail')
    expect(calls.counts()).toEqual({ inFlight: 0, queued: 0 })
  })

  test('are refused when their turn does not come in time', async () => {
    const calls = admission({ inFlight: 1, queued: 1, waitMs: 1 })
    const first = gate()
    const run = calls.run(first.work, here)
    const second = gate()
    await expect(calls.run(second.work, here)).rejects.toMatchObject({ code: 'CDS_OVERLOADED' })
    first.end()
    await run
    expect(second.begun()).toBe(false)
    expect(calls.counts()).toEqual({ inFlight: 0, queued: 0 })
  })

  test('pass over callers who have left', async () => {
    const calls = admission({ ...limits, inFlight: 1 })
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
