import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import express from 'express'
import { staticPages } from '../../src/http/static-pages.ts'

/**
 * What the fake answers to a path below `app/api/`: a status with a body, a text that is no JSON, a body
 * that comes later, or nothing.
 */
export type Answer =
  | { readonly status: number; readonly body?: unknown }
  | { readonly status: number; readonly text: string }
  | (() => Promise<unknown>)
  | 'drop'

export interface FakeApp {
  readonly url: string
  /** By `GET advice`, `POST fhir/ServiceRequest` and the like; what is not there is 404. */
  readonly answers: Map<string, Answer>
  /** What was asked, in order, with the body of a POST. */
  readonly calls: { readonly call: string; readonly body: unknown; readonly csrf: unknown }[]
  close(): Promise<void>
}

const OUTCOME = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'not-found', details: { text: 'Not here.' } }],
}

/**
 * The companion's page with a service that says what a test wants it to say: for states that a real
 * one gets into rarely. `docs/companion.md` is what both keep to.
 */
export async function fakeApp(): Promise<FakeApp> {
  const answers = new Map<string, Answer>()
  const calls: FakeApp['calls'] = []
  const app = express()
  app.use(express.json({ type: () => true }))
  app.use('/app/api/*path', async (request, response) => {
    const path = request.baseUrl.slice('/app/api/'.length)
    const call = `${request.method} ${path}`
    calls.push({ call, body: request.body, csrf: request.get('x-cardstock-csrf') })
    const answer = answers.get(call) ?? { status: 404, body: OUTCOME }
    if (answer === 'drop') response.destroy()
    else if (typeof answer === 'function') response.json(await answer())
    else if ('text' in answer) response.status(answer.status).send(answer.text)
    else response.status(answer.status).json(answer.body)
  })
  const folder = fileURLToPath(new URL('../../dist/companion', import.meta.url))
  app.use('/app', staticPages({ folder, frameAncestors: () => "'self'" }))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/app/`,
    answers,
    calls,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
