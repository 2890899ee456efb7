import { expect, test } from '@jest/globals'
import type { Answered, Evaluator, HookCall } from './evaluator.ts'
import { retiring } from './retiring.ts'

// What is in a call or an answer plays no part here.
const CALL = {} as HookCall
const ANSWER = {} as Answered

function slow() {
  const events: string[] = []
  const { promise, resolve } = Promise.withResolvers<Answered>()
  const evaluator: Evaluator = {
    answer: () => promise.finally(() => events.push('answered')),
    isReady: () => true,
    hasStoodBy: () => true,
    suspended: () => [],
    counts: () => ({ size: 0, ready: 0, restarts: 0, reruns: 0 }),
    close: async () => void events.push('closed'),
  }
  return { events, evaluator, finish: () => resolve(ANSWER) }
}

test('ends after what it has taken on', async () => {
  const { events, evaluator, finish } = slow()
  const subject = retiring(evaluator)
  const answers = [subject.answer(CALL), subject.answer(CALL)]
  const gone = subject.retire()
  await new Promise(setImmediate)
  expect(events).toEqual([])
  finish()
  await gone
  expect(events).toEqual(['answered', 'answered', 'closed'])
  expect(await Promise.all(answers)).toEqual([ANSWER, ANSWER])
})

test('an idle one ends at once', async () => {
  const { events, evaluator } = slow()
  await retiring(evaluator).retire()
  expect(events).toEqual(['closed'])
})
