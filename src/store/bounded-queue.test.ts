import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { BoundedQueue } from './bounded-queue.ts'

const step = fc.oneof(
  fc.constant({ do: 'push' as const }),
  fc.record({ do: fc.constant('take' as const), count: fc.nat(6), restore: fc.boolean() }),
)

test('behaves as a plain list that forgets its oldest', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const limit = 5
      const queue = new BoundedQueue<number>(limit)
      let list: number[] = []
      for (const [value, next] of steps.entries()) {
        if (next.do === 'push') {
          const dropped = queue.push(value)
          list.push(value)
          expect(dropped).toBe(Math.max(0, list.length - limit))
          list = list.slice(-limit)
        } else {
          const taken = queue.take(next.count)
          expect(taken).toEqual(list.slice(0, next.count))
          if (next.restore) expect(queue.restore(taken)).toBe(0)
          else list = list.slice(next.count)
        }
        expect(queue.size).toBe(list.length)
      }
    }),
  )
})

test('restoring into a queue that filled meanwhile drops the oldest', () => {
  const queue = new BoundedQueue<string>(3)
  for (const item of ['a', 'b', 'c']) queue.push(item)
  const taken = queue.take(2)
  for (const item of ['d', 'e']) queue.push(item)
  expect(queue.restore(taken)).toBe(2)
  expect(queue.take(9)).toEqual(['c', 'd', 'e'])
})
