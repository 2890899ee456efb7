import { expect, test } from '@jest/globals'
import { inTurns } from './turns.ts'

/** Resolves after the turn of the event loop that is on its way. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('what comes in one turn is begun in the next, in order, as much of it as is allowed', async () => {
  const inTurn = inTurns(2)
  const begun: number[] = []
  const done = [1, 2, 3, 4, 5].map((n) =>
    inTurn(async () => {
      begun.push(n)
      return n
    }),
  )
  const after: number[] = []
  expect(begun).toEqual([])
  for (let n = 0; n < 3; n += 1) {
    await turn()
    after.push(begun.length)
  }
  expect(after).toEqual([2, 4, 5])
  expect(begun).toEqual([1, 2, 3, 4, 5])
  expect(await Promise.all(done)).toEqual([1, 2, 3, 4, 5])
})

test('what fails, and what begins more, leaves the others alone', async () => {
  const inTurn = inTurns(1)
  const failed = expect(inTurn(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const thrown = expect(
    inTurn(() => {
      throw new Error('at once')
    }),
  ).rejects.toThrow('at once')
  const outer = inTurn(() => inTurn(async () => 'inner'))
  await Promise.all([failed, thrown])
  expect(await outer).toBe('inner')
  expect(await inTurn(async () => 'after a rest')).toBe('after a rest')
})
