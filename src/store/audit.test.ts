import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { many, record, recorded } from './audit-samples.ts'
import { bench } from './bench.ts'
import { collected, inTempDir, SECRET } from './samples.ts'
import { openSqliteStore } from './sqlite.ts'

describe('the trail', () => {
  test('gives back what was recorded, in its order, and survives a restart', async () => {
    await inTempDir(async (dir) => {
      const file = join(dir, 's.db')
      for (const [run, count] of [1, 237, 12].entries()) {
        const store = await openSqliteStore({ file, secret: SECRET })
        for (const each of many(count, run * 1000)) store.audit.record(each)
        await store.close()
      }
      const store = await openSqliteStore({ file, secret: SECRET })
      const all = await collected(store.audit.records())
      expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 250 }, (_, n) => n + 1))
      expect(all[1]).toEqual({ seq: 2, ...record('r1000') })
      expect(await store.audit.verify()).toMatchObject({ ok: true, records: 250 })
      await store.close()
    })
  })

  test('of a version that counted no strangers is read as of none', async () => {
    await bench(async ({ store }) => {
      // JSON leaves out what is undefined, as those versions did.
      await recorded(store, [record('old', { strangers: undefined as never })])
      expect(await collected(store.audit.records())).toMatchObject([
        { requestId: 'old', strangers: 0 },
      ])
      expect(await store.audit.verify()).toMatchObject({ ok: true })
    })
  })

  test('is filtered by time', async () => {
    await bench(async ({ store }) => {
      const days = ['01', '02', '03'].map((day) =>
        record(day, { at: `2026-03-${day}T00:00:00.000Z` }),
      )
      await recorded(store, days)
      const filter = { since: '2026-03-02', until: '2026-03-03T00:00:00Z' }
      const found = await collected(store.audit.records(filter))
      expect(found.map(({ requestId }) => requestId)).toEqual(['02'])
    })
  })

  test('T25 the user is sealed: the file does not hold it, and another secret does not open it', async () => {
    await inTempDir(async (dir) => {
      const file = join(dir, 's.db')
      const store = await openSqliteStore({ file, secret: SECRET })
      store.audit.record(record('r1'))
      await store.close()
      expect(readFileSync(file, 'latin1')).not.toContain('dr-strange')
      const secret = SECRET.map((byte) => byte ^ 1)
      const other = await openSqliteStore({ file, secret })
      const [found] = await collected(other.audit.records())
      expect(found).toMatchObject({ requestId: 'r1', user: undefined })
      expect(await other.audit.verify()).toMatchObject({ ok: false })
      await other.close()
    })
  })

  test('two processes write one chain', async () => {
    await inTempDir(async (dir) => {
      const file = join(dir, 's.db')
      const [a, b] = [
        await openSqliteStore({ file, secret: SECRET }),
        await openSqliteStore({ file, secret: SECRET }),
      ]
      for (let n = 0; n < 20; n += 1)
        await Promise.all(
          [a, b].map((store, index) => store.audit.recordDurably(record(`${index}-${n}`))),
        )
      expect(await a.audit.verify()).toMatchObject({ ok: true, records: 40 })
      await a.close()
      await b.close()
    })
  })
})
