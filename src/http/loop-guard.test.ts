import { describe, expect, test } from '@jest/globals'
import { afterSample, CALM, type LoopState } from './loop-guard.ts'

/** The judgement after samples: how late each was; the next is taken 20 ms after it was due. */
function judge(...late: readonly number[]): boolean[] {
  let state: LoopState = CALM
  let now = 1000
  return late.map((each) => {
    now += 20 + each
    state = afterSample(state, now, each)
    return state.stalled
  })
}
const calm = (ms: number) => Array<number>(Math.ceil(ms / 20)).fill(0)

describe('the event loop is stalled', () => {
  test('after more than 200 ms of delay for a second', () => {
    expect(judge(250, 250, 250)).toEqual([false, false, false])
    expect(judge(250, 250, 250, 250)).toEqual([false, false, false, true])
  })
  test('after one stall of a second', () => {
    expect(judge(999)).toEqual([false])
    expect(judge(1000)).toEqual([true])
  })
  test('where short calm moments are between', () => {
    expect(judge(300, 0, 300, 10, 300, 0, 300).at(-1)).toBe(true)
  })
  test('not after delays of 200 ms, however many', () => {
    expect(judge(...Array<number>(100).fill(200))).not.toContain(true)
  })
  test('not after long delays far between', () => {
    expect(judge(900, ...calm(300), 900, ...calm(300), 900)).not.toContain(true)
  })
  test('until it has been calm for 250 ms', () => {
    const judged = judge(1500, ...calm(400))
    expect(judged.indexOf(false)).toBe(13)
    expect(judged.slice(13)).not.toContain(true)
  })
})
