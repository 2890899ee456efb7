import { expect, test } from '@jest/globals'
import type { Request, Response } from 'express'
import type { SmartContext } from '../context.ts'
import { callbackRoute } from './callback-route.ts'
import { createLaunches, type Launch } from './launches.ts'
import { MESSAGES } from './messages.ts'

test.each([
  ['for a session', false, 10],
  ['to remember that it was', true, 0],
])('where there is no room %s the code is not exchanged', async (_name, hasRoom, most) => {
  const launches = createLaunches(() => 0, most)
  const launch = {
    registration: { policy: { id: 'north', tenant: 'north' }, frameAncestors: [] },
    server: { iss: 'https://north.example.org/fhir' },
    endpoints: { tellsIssuer: false },
    framed: false,
  } as unknown as Launch // nothing else of it is looked at
  const { state, sealed } = launches.begin(launch)
  const asked: unknown[] = []
  const context = {
    launches,
    sessions: { hasRoom: () => hasRoom },
    fetch: async (request: unknown) => asked.push(request),
    engine: { now: () => new Date(0) },
    metrics: { app: () => undefined },
    log: { warn: () => undefined },
  } as unknown as SmartContext // as far as it is asked

  const cookie = `__Host-cardstock-launch-${state.slice(0, 12)}=${sealed}`
  const request = {
    ...{ params: { client: 'north' }, query: { state, code: 'c' }, headers: { cookie } },
  } as unknown as Request<{ client: string }>
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
