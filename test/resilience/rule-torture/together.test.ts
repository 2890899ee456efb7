import { expect, test } from '@jest/globals'
import { fourBadRules } from '../../soak/bad-rules.ts'
import { stop } from '../../support/serve.ts'
import { call, orderSign } from './calls.ts'

const IN_FLIGHT = 4
const EACH = 25

// The next call goes out when one has come back, and the deadline is far: how many calls a second this holds
// depends on the machine and is left to the soak. What has to hold on any machine is that every answer is whole.
test("R18 with four bad rules at all calls, every answer has the real rules' cards", async () => {
  const { expected, serving } = await fourBadRules(
    '{ workers: 2, openMode: { deadlineMs: 60000 } }',
  )
  const lane = async (): Promise<void> => {
    for (let n = 0; n < EACH; n += 1) {
      const { status, real } = await call(serving.url, 'medication-safety', orderSign())
      expect([status, real]).toEqual([200, expected])
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
  expect((await fetch(`${serving.url}/readyz`)).status).toBe(200)
  expect(await stop(serving)).toBe(0)
})
