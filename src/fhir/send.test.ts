import { expect, test } from '@jest/globals'
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
