import { expect, test } from '@jest/globals'
import type { Request, Response } from 'express'
import type { SmartContext } from '../context.ts'
import { callbackRoute } from './callback-route.ts'
import { createLaunches, type Launch } from './launches.ts'
import { MESSAGES } from './messages.ts'

test('where there is no room the code is not exchanged', async () => {
  const launches = createLaunches(() => 0)
  const launch = {
    registration: { policy: { id: 'north', tenant: 'north' }, frameAncestors: [] },
    endpoints: { tellsIssuer: false },
    ...{ binding: 'bound', framed: false },
  } as unknown as Launch // nothing else of it is looked at
  const state = launches.begin(launch)
  const asked: unknown[] = []
  const context = {
    launches,
    sessions: { hasRoom: () => false },
    fetch: async (request: unknown) => asked.push(request),
    engine: { now: () => new Date(0) },
    metrics: { app: () => undefined },
    log: { warn: () => undefined },
  } as unknown as SmartContext // as far as it is asked

  const cookie = `__Host-cardstock-launch-${state.slice(0, 12)}=bound`
  const request = { query: { state, code: 'c' }, headers: { cookie } } as unknown as Request
  const answer = { status: 0, text: '' }
  const response = {
    ...{ locals: {}, set: () => response, append: () => response },
    status(status: number) {
      answer.status = status
      return response
    },
    send(text: string) {
      answer.text = text
    },
  }
  await callbackRoute(context)(request, response as unknown as Response) // likewise
  expect(answer.status).toBe(503)
  expect(answer.text).toContain(MESSAGES.full.title)
  expect(asked).toEqual([])
})
