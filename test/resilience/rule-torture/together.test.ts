import { afterEach, expect, test } from '@jest/globals'
import { fourBadRules } from '../../soak/bad-rules.ts'
import { type Serving, stop } from '../../support/serve.ts'
import { call, orderSign } from './calls.ts'

const IN_FLIGHT = 4
const EACH = 25

let serving: Serving | undefined
afterEach(async () => {
  if (serving !== undefined) await stop(serving)
})

// The next call goes out when one has come back, the deadline and the budget are far: how many calls a second this
// holds depends on the machine and is left to the soak. What has to hold anywhere is that every answer is whole.
test("R18 with four bad rules at all calls, every answer has the real rules' cards", async () => {
  const bad = await fourBadRules(
    '{ workers: 2, ruleBudgetMs: 1000, openMode: { deadlineMs: 60000 } }',
  )
  serving = bad.serving
  const { url } = serving
  const lane = async (): Promise<void> => {
    for (let n = 0; n < EACH; n += 1) {
      const { status, real } = await call(url, 'medication-safety', orderSign())
      expect([status, real]).toEqual([200, bad.expected])
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect(await stop(serving)).toBe(0)
})
