import { expect, test } from '@jest/globals'
import { nodeScoreCache } from '../cache/node-score-cache.ts'
import type { ScoreCache } from '../cache/score-cache.ts'
import { emptyReport } from '../engine/report.ts'
import { createBreakers } from '../fhir/breaker.ts'
import type { Member } from './member.ts'
import type { ToWorker } from './messages.ts'
import { sharedThings } from './shared-things.ts'

const DOWN = 'https://down.example/fhir'
const WELL = 'https://well.example/fhir'

/** A worker of which only the mail box is there. */
function listener() {
  const told: ToWorker[] = []
  const member = { tell: (message: ToWorker) => told.push(message), settles: new Map() }
  return { told, member: member as unknown as Member }
}

test('a worker that takes the place of another knows at once which servers are in trouble', () => {
  let now = 0
  const cache = nodeScoreCache()
  const first = listener()
  const members = new Set([first.member])
  const shared = sharedThings(cache, createBreakers(), members, () => now)
  shared.heard(first.member, ['failed', WELL, 0])
  // Ten seconds without another failure.
  now = 10_000
  shared.heard(first.member, ['failed', DOWN, 0])
  shared.heard(first.member, ['may-ask', 1, WELL])
  shared.heard(first.member, ['asked', 1, WELL, true])
  expect(first.told).toContainEqual(['trouble', DOWN, true])

  const second = listener()
  members.add(second.member)
  shared.joined(second.member)
  expect(second.told).toEqual([['trouble', DOWN, true]])
  cache.close()
})

test('workers hear of trouble when it begins and when it ends, however often they ask between', () => {
  let now = 0
  const cache = nodeScoreCache()
  const [first, second] = [listener(), listener()]
  const breakers = createBreakers()
  const members = new Set([first.member, second.member])
  const shared = sharedThings(cache, breakers, members, () => now)
  const heard = () => second.told.splice(0)
  shared.heard(first.member, ['failed', DOWN, 0])
  expect(heard()).toEqual([['trouble', DOWN, true]])
  for (let question = 1; question <= 20; question += 1) {
    shared.heard(first.member, ['may-ask', question, DOWN])
    shared.heard(first.member, ['asked', question, DOWN, question % 4 > 0])
  }
  shared.heard(second.member, ['failed', DOWN, 3])
  expect(heard()).toEqual([])
  now = 10_000
  shared.heard(first.member, ['may-ask', 21, DOWN])
  shared.heard(first.member, ['asked', 21, DOWN, true])
  expect(heard()).toEqual([['trouble', DOWN, false]])
  shared.heard(first.member, ['failed', DOWN, 0])
  expect(heard()).toEqual([['trouble', DOWN, true]])
  cache.close()
})

test('trouble that the process has met by itself is told to all when the next one joins', () => {
  const cache = nodeScoreCache()
  const first = listener()
  const breakers = createBreakers()
  const members = new Set([first.member])
  const shared = sharedThings(cache, breakers, members, () => 0)
  breakers.failed(DOWN, 0, 0)
  const second = listener()
  members.add(second.member)
  shared.joined(second.member)
  for (const { told } of [first, second]) expect(told).toEqual([['trouble', DOWN, true]])
  cache.close()
})

test('a score that replaces another is forgotten by the others, and one that was not kept by all', async () => {
  const kept = nodeScoreCache()
  let isLost = false
  const answers: Promise<unknown>[] = []
  const cache: ScoreCache = {
    ...kept,
    resolve(...asked) {
      const later = Promise.resolve().then(() => {
        if (isLost) throw new Error('lost')
        return kept.resolve(...asked)
      })
      answers.push(Promise.allSettled([later]))
      return later
    },
  }
  const [by, other] = [listener(), listener()]
  const members = new Set([by.member, other.member])
  const shared = sharedThings(cache, createBreakers(), members, () => 0)
  const computed = async (fingerprint: string) => {
    const entry = { fingerprint, value: {}, inputs: [], computedAt: '2026-03-01T00:00:00Z' }
    shared.keepScores(by.member, { report: emptyReport('x'), served: [], entries: [['k', entry]] })
    await answers.at(-1)
    await new Promise((resolve) => setImmediate(resolve))
    return [by.told.splice(0), other.told.splice(0)]
  }
  const forget = ['forget', 'k']
  expect(await computed('one')).toEqual([[], []])
  expect(await computed('two')).toEqual([[], [forget]])
  isLost = true
  expect(await computed('three')).toEqual([[forget], [forget]])
  cache.close()
})
