import { Agent } from 'node:http'
import { expect, test } from '@jest/globals'
import { startFhirServer } from '../../test/support/fhir-server.ts'
import { hookBudget } from './budget.ts'
import { send } from './send.ts'

test.each([0, -1, Number.NaN])('with %d ms left not even a connection is tried', async (left) => {
  const connection = {
    exchange: () => {
      throw new Error('tried')
    },
    close: () => {},
  }
  const request = { url: new URL('http://127.0.0.1/fhir/Patient/1'), token: undefined }
  expect(await send(request, connection, left, 1_000, hookBudget(1, 1_000))).toEqual({
    ok: false,
    failure: 'timeout',
  })
})

test('T1 a redirect is not followed, even where the connection would let a second request pass', async () => {
  const trap = await startFhirServer()
  const server = await startFhirServer()
  server.fail('/Patient/1', 'redirect', `${trap.url}/Patient/1`)
  const agent = new Agent()
  const connection = {
    exchange: () => ({
      agent: () => agent,
      brokenOff: new Promise<void>(() => {}),
      mediaType: () => 'application/fhir+json',
    }),
    close: () => agent.destroy(),
  }
  const request = { url: new URL(`${server.url}/Patient/1`), token: 'SECRET' }
  expect(await send(request, connection, 60_000, 1_000, hookBudget(2, 1_000))).toEqual({
    ok: false,
    failure: 'failed',
  })
  expect([server.requests.length, trap.requests.length]).toEqual([1, 0])
  connection.close()
  await Promise.all([server.close(), trap.close()])
})
