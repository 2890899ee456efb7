import { expect, test } from '@jest/globals'
import { recovered } from './recovered.ts'

/** Says these in turn, and the last of them from then on. */
function saying(...words: readonly (string | undefined)[]) {
  let calls = 0
  return {
    said: async () => words[Math.min(calls++, words.length - 1)],
    calls: () => calls,
  }
}
const LONG = 60_000

test('R9 calls that were shed say nothing of recovery, however alike', async () => {
  const unaffected = saying(undefined, undefined, 'whole')
  const affected = saying(undefined, 'gap', undefined, 'whole')
  expect(await recovered(unaffected.said, affected.said, LONG, 1)).toBeLessThan(LONG)
  expect([unaffected.calls(), affected.calls()]).toEqual([3, 4])
})

test('R9 what does not recover is given up, and beyond the limit', async () => {
  for (const word of ['whole', undefined])
    expect(await recovered(saying(word).said, saying('gap').said, 5, 1)).toBeGreaterThan(5)
})
