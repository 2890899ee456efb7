import type { ServerResponse } from 'node:http'
import { expect, test } from '@jest/globals'
import type { Request, Response } from 'express'
import type { ClientPolicy } from '../engine/client-policy.ts'
import type { Lane } from './lane.ts'
import { createLoad, HOOK_RATE } from './load.ts'

const limits = { inFlight: 1, queued: 1, waitMs: 1, bodyBytes: 1 }
// Casts: nothing else of them is looked at.
const client = { id: 'north' } as unknown as ClientPolicy
const request = {} as unknown as Request
const response = { setHeader: () => undefined } as unknown as ServerResponse as Response

/** How many calls a lane lets through at once where no rate is set. */
function passed(lane: Lane, of = client): number {
  const limited = lane.limitRate(() => of)
  for (let count = 0; count < 1000; count += 1)
    try {
      limited(request, response, () => {})
    } catch {
      return count
    }
  return Number.POSITIVE_INFINITY
}

test('T16 where no rate is set for a client, its calls of each kind have one, each for itself', () => {
  let now = 0
  const { hooks, feedback, appReads, appWrites } = createLoad(
    { ...limits, hookRate: HOOK_RATE },
    () => now,
  )
  const bursts = [hooks, feedback, appReads, appWrites].map((lane) => passed(lane))
  expect(bursts).toEqual([400, 400, 200, 400])
  now = 1000
  expect([hooks, feedback, appReads, appWrites].map((lane) => passed(lane))).toEqual([
    200, 200, 50, 200,
  ])
})

test('open mode, where there is one caller, has none for hook calls', () => {
  expect(passed(createLoad(limits, () => 0).hooks)).toBe(Number.POSITIVE_INFINITY)
})

test('a burst alone is kept to the usual rate', () => {
  let now = 0
  const { hooks } = createLoad({ ...limits, hookRate: HOOK_RATE }, () => now)
  expect(passed(hooks, { ...client, burst: 10 })).toBe(10)
  now = 25
  expect(passed(hooks, { ...client, burst: 10 })).toBe(5)
})
