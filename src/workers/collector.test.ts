import { expect, test } from '@jest/globals'
import { collector } from './collector.ts'

test('collects what nobody holds any more, and leaves nobody else the means', async () => {
  const collect = collector()
  const gone = new WeakRef({ of: 'nobody' })
  const held = { of: 'the test' }
  const there = new WeakRef(held)
  // What a WeakRef was made of is held until the turn is over.
  await new Promise(setImmediate)
  collect()
  expect([gone.deref(), there.deref()]).toEqual([undefined, held])
  expect('gc' in globalThis).toBe(false)
})
