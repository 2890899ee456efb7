import { expect, test } from '@jest/globals'
import { accepted, call, collected, decision, SECRET } from './samples.ts'
import { openSqliteStore } from './sqlite.ts'

test.each([
  ['on the thirtieth day', '2026-03-31T09:00:00.000Z', true],
  ['a moment later', '2026-03-31T09:00:00.001Z', false],
  ['before it was served, by a clock that is behind', '2026-03-01T08:59:59.000Z', true],
])('T24 feedback counts for 30 days after the card was served: %s', async (_, at, verified) => {
  const store = await openSqliteStore({ file: ':memory:', secret: SECRET })
  store.recordDecisions([decision('c1', { servedAt: '2026-03-01T09:00:00.000Z' })])
  const receipt = await store.saveFeedback(call([accepted('c1')], { receivedAt: at }))
  expect(receipt).toEqual({ saved: 1, repeated: 0, unverified: verified ? 0 : 1 })
  expect(await collected(store.feedback())).toHaveLength(verified ? 1 : 0)
  const [row] = await collected(store.feedback({ includeUnverified: true }))
  expect(row).toMatchObject({ verified, rule: verified ? 'metformin-kidney' : undefined })
  await store.close()
})
