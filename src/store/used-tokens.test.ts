import { describe, expect, test } from '@jest/globals'
import { bench } from './bench.ts'
import { inTempDir, SECRET } from './samples.ts'
import { openSqliteStore } from './sqlite.ts'

const token = (name: string, until: number, issuer = 'ehr') => ({ issuer, name, until })

describe('used tokens', () => {
  test('T6 are there for the next process, those that have run out excepted', async () => {
    await inTempDir(async (dir) => {
      const file = `${dir}/s.db`
      const before = await openSqliteStore({ file, secret: SECRET })
      before.usedTokens.note(token('a', 1_330), 1_000)
      before.usedTokens.note(token('b', 1_030), 1_000)
      await before.close()
      const after = await openSqliteStore({ file, secret: SECRET })
      expect(await after.usedTokens.unexpired(1_030.5)).toEqual([
        token('b', 1_030),
        token('a', 1_330),
      ])
      expect(await after.usedTokens.unexpired(1_031)).toEqual([token('a', 1_330)])
      await after.close()
    })
  })

  test('those that have run out go as others come: they never pile up', async () => {
    await bench(async ({ store, database }) => {
      const rows = () => database.prepare('select name from used_token order by name').all()
      for (let each = 0; each < 900; each += 1) store.usedTokens.note(token(`old${each}`, 330), 0)
      await store.flush()
      expect(rows()).toHaveLength(900)
      store.usedTokens.note(token('new', 700), 331)
      await store.flush()
      expect(rows()).toEqual([{ name: 'new' }])
    })
  })

  test('noting one twice is noting it once', async () => {
    await bench(async ({ store }) => {
      for (const at of [0, 1]) {
        store.usedTokens.note(token('a', 330), at)
        await store.flush()
      }
      expect(await store.usedTokens.unexpired(0)).toEqual([token('a', 330)])
    })
  })

  test('R8 what cannot be written now waits, is counted, and is written later', async () => {
    await bench(async ({ store, database }) => {
      database.exec('alter table used_token rename to elsewhere')
      store.usedTokens.note(token('a', 330), 0)
      await expect(store.flush()).rejects.toThrow('used_token')
      expect(store.counts()).toMatchObject({ bufferedTokens: 1, lostTokens: 0 })
      database.exec('alter table elsewhere rename to used_token')
      await store.flush()
      expect(store.counts()).toMatchObject({ bufferedTokens: 0, lostTokens: 0 })
      expect(await store.usedTokens.unexpired(0)).toEqual([token('a', 330)])
    })
  })
})
