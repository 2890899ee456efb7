import type { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from '@jest/globals'
import type { AuditRecord } from './audit.ts'
import { ids, many, record, recorded } from './audit-samples.ts'
import { bench } from './bench.ts'
import { collected } from './samples.ts'

describe('a store that takes no writes', () => {
  const fill = (database: DatabaseSync) =>
    database.exec(
      `pragma max_page_count = ${Number(database.prepare('pragma page_count').get()?.page_count)}`,
    )
  const empty = (database: DatabaseSync) => database.exec('pragma max_page_count = 1000000')

  test('R8 records wait, in their order; what the buffer could not hold is told by a gap record', async () => {
    await bench(
      async ({ store, database }) => {
        fill(database)
        for (const each of many(1_050)) store.audit.record(each)
        await expect(store.flush()).rejects.toThrow(/full/)
        expect(store.counts()).toMatchObject({ bufferedAudit: 1_000, lostAudit: 50 })
        empty(database)
        await store.flush()
        const [gap, first, ...rest] = await collected(store.audit.records())
        expect(gap).toMatchObject({ event: 'gap', affected: 50 })
        expect(first?.requestId).toBe('r50')
        expect(rest.at(-1)?.requestId).toBe('r1049')
        expect(await store.audit.verify()).toMatchObject({ ok: true, records: 1_001 })
        await recorded(store, [record('later')])
        expect((await ids(store)).filter((id) => id === '')).toHaveLength(1)
      },
      { bufferLimit: 1_000, flushAfterMs: 60_000 },
    )
  })

  test('R8 whoever waits for a record is told, and that record is forgotten', async () => {
    await bench(
      async ({ store, database }) => {
        fill(database)
        store.audit.record(record('buffered', { rules: 'x'.repeat(8_000) }))
        const waiting = [1, 2, 3].map((n) => store.audit.recordDurably(record(`durable-${n}`)))
        for (const each of await Promise.allSettled(waiting))
          expect(each).toMatchObject({ status: 'rejected', reason: { message: /full/ } })
        empty(database)
        await store.audit.recordDurably(record('after'))
        expect(await ids(store)).toEqual(['buffered', 'after'])
        expect(store.counts()).toMatchObject({ bufferedAudit: 0, lostAudit: 0 })
      },
      { flushAfterMs: 60_000 },
    )
  })

  test('a malformed record is lost, told, and blocks none of those around it', async () => {
    await bench(async ({ store }) => {
      // Cast: what a faulty caller could pass in spite of the types.
      const bad = { ...record('bad'), at: undefined } as unknown as AuditRecord
      store.audit.record(record('a'))
      store.audit.record(bad)
      store.audit.record(record('z'))
      await store.flush()
      const events = (await collected(store.audit.records())).map(
        ({ event, requestId, affected }) => [event, requestId, affected],
      )
      expect(events).toEqual([
        ['hook', 'a', 0],
        ['hook', 'z', 0],
        ['gap', '', 1],
      ])
    })
  })

  test('a closed store refuses', async () => {
    await bench(async ({ store }) => {
      await store.close()
      await expect(store.audit.recordDurably(record('late'))).rejects.toThrow(/closed/)
    })
  })
})

test('a hundred that wait at one moment share a commit', async () => {
  await bench(async ({ store, database }) => {
    await store.audit.recordDurably(record('first'))
    database.exec('create temp table noted (seq integer)')
    database.exec(
      'create temp trigger note after update on main.audit_mark begin insert into noted values (new.seq); end',
    )
    await Promise.all(many(100).map((each) => store.audit.recordDurably(each)))
    expect(database.prepare('select seq from noted').all()).toEqual([{ seq: 101 }])
    expect(await store.audit.verify()).toMatchObject({ ok: true, records: 101 })
  })
})
