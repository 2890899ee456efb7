import { describe, expect, test } from '@jest/globals'
import { many, record, recorded } from './audit-samples.ts'
import { bench } from './bench.ts'
import { accepted, call, collected, decision } from './samples.ts'

describe('retention', () => {
  const now = new Date('2026-06-01T00:00:00Z')

  test('deletes what is old, says so, and leaves a chain that verifies', async () => {
    await bench(async ({ store }) => {
      const old = many(2_345).map((each) => ({ ...each, at: '2020-01-01T00:00:00.000Z' }))
      await recorded(store, [...old, record('young'), { ...record('clock'), at: '2020-01-02' }])
      const before = '2026-01-01T00:00:00Z'
      const expired = await store.removeExpired({
        auditBefore: before,
        decisionsBefore: before,
        now,
      })
      expect(expired.audit).toBe(2_345)
      const left = await collected(store.audit.records())
      expect(left.map(({ event, affected, requestId }) => [event, requestId, affected])).toEqual([
        ['hook', 'young', 0],
        // Older by its clock, but behind a young one in the chain: it stays.
        ['hook', 'clock', 0],
        ['retention', '', 1_000],
        ['retention', '', 1_000],
        ['retention', '', 345],
      ])
      expect(await store.audit.verify()).toMatchObject({ ok: true, records: 5 })
      await recorded(store, [record('next')])
      expect(await store.audit.verify()).toMatchObject({ ok: true, head: { seq: 2_351 } })
    })
  })

  test('a trail of which everything is old goes on from its anchor', async () => {
    await bench(async ({ store, database }) => {
      await recorded(store, many(1_000))
      const limits = { auditBefore: '2026-04-01', decisionsBefore: '2026-04-01', now }
      expect((await store.removeExpired(limits)).audit).toBe(1_000)
      expect(await store.audit.verify()).toMatchObject({ ok: true, records: 1 })
      database.exec('delete from audit')
      expect(await store.audit.verify()).toMatchObject({ ok: false, seq: 1_001 })
    })
  })

  test('others write between two batches', async () => {
    await bench(async ({ store }) => {
      await recorded(store, many(5_001))
      const limits = { auditBefore: '2026-04-01', decisionsBefore: '2026-04-01', now }
      const order: string[] = []
      const removing = store.removeExpired(limits).finally(() => order.push('removed'))
      for (const card of ['one', 'two']) {
        await store.saveFeedback(call([accepted(card)], { receivedAt: '2026-05-01T00:00:00Z' }))
        order.push(card)
      }
      expect(await removing).toMatchObject({ audit: 5_001, feedback: 0 })
      expect(order).toEqual(['one', 'two', 'removed'])
      expect(await store.audit.verify()).toMatchObject({ ok: true, records: 6 })
    })
  })

  test('served cards go with the feedback about them', async () => {
    await bench(async ({ store }) => {
      const servedAt = '2026-01-01T00:00:00Z'
      store.recordDecisions([
        decision('silent', { servedAt }),
        decision('answered-late', { servedAt }),
        decision('young', { servedAt: '2026-05-01T00:00:00Z' }),
      ])
      await store.saveFeedback(
        call([accepted('answered-late')], { receivedAt: '2026-01-30T00:00:00Z' }),
      )
      const remove = (decisionsBefore: string) =>
        store.removeExpired({ auditBefore: '2000-01-01', decisionsBefore, now })
      expect(await remove('2026-01-15')).toEqual({ audit: 0, decisions: 1, feedback: 0 })
      expect(await collected(store.feedback())).toMatchObject([{ card: 'answered-late' }])
      expect(await remove('2026-02-15')).toEqual({ audit: 0, decisions: 1, feedback: 1 })
      expect(await remove('2026-02-15')).toEqual({ audit: 0, decisions: 0, feedback: 0 })
    })
  })
})
