import type { ServerResponse } from 'node:http'
import { expect, test } from '@jest/globals'
import type { Request, Response } from 'express'
import type { ClientPolicy } from '../engine/client-policy.ts'
import type { Lane } from './lane.ts'
import { createLoad } from './load.ts'

const limits = { inFlight: 1, queued: 1, waitMs: 1, bodyBytes: 1 }
// Casts: nothing else of them is looked at.
const client = { id: 'north' } as unknown as ClientPolicy
const request = {} as unknown as Request
const response = { setHeader: () => undefined } as unknown as ServerResponse as Response

/** How many calls a lane lets through at once where no rate is set. */
function passed(lane: Lane): number {
  const limited = lane.limitRate(() => client)
  for (let count = 0; count < 1000; count += 1)
    try {
      limited(request, response, () => {})
    } catch {
      return count
    }
  return Number.POSITIVE_INFINITY
}

test('T16 where no rate is set for a client, all but its hook calls have one, each for itself', () => {
  let now = 0
  const { hooks, feedback, appReads, appWrites } = createLoad(limits, () => now)
  const bursts = [hooks, feedback, appReads, appWrites].map(passed)
  expect(bursts).toEqual([Number.POSITIVE_INFINITY, 400, 200, 400])
  now = 1000
  expect([feedback, appReads, appWrites].map(passed)).toEqual([200, 50, 200])
})
