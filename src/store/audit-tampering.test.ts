import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { many, record, recorded } from './audit-samples.ts'
import { bench } from './bench.ts'
import { inTempDir, SECRET } from './samples.ts'
import { openSqliteStore } from './sqlite.ts'

describe('T25 tampering is found, and the first broken record named', () => {
  const COLUMNS = 'recorded_at, content, mac'

  test.each([
    ["recorded_at = '2026-03-01T09:00:00.001Z'"],
    ["mac = mac || 'x'"],
    ...Object.entries(record('r4'))
      .filter(([name]) => name !== 'at')
      .map(([name, value]) => [
        `content = json_set(content, '$.${name}', ${typeof value === 'number' ? value + 1 : "'other'"})`,
      ]),
  ])('%s', async (change) => {
    await bench(async ({ store, database }) => {
      await recorded(store, many(9))
      database.exec(`update audit set ${change} where seq = 5`)
      // The proof itself is also what the next record stands on; its own place is the first broken.
      expect(await store.audit.verify()).toMatchObject({ ok: false, seq: 5 })
    })
  })

  test.each([
    ['a record removed', 'delete from audit where seq = 4', 4],
    ['the first removed', 'delete from audit where seq = 1', 1],
    ['the last ones removed', 'delete from audit where seq > 7', 8],
    ['all removed', 'delete from audit', 1],
    [
      'two that changed places',
      'update audit set seq = 100 where seq = 3; update audit set seq = 3 where seq = 4; update audit set seq = 4 where seq = 100',
      3,
    ],
    [
      'a record added',
      `insert into audit (seq, ${COLUMNS}) select 10, ${COLUMNS} from audit where seq = 9`,
      10,
    ],
    [
      'the head set back',
      "delete from audit where seq > 7; update audit_mark set seq = 7, mac = (select mac from audit where seq = 7) where name = 'head'",
      7,
    ],
    [
      'an anchor made up',
      "delete from audit where seq < 4; insert into audit_mark select 'anchor', 3, 'm', 'p'",
      3,
    ],
  ])('%s', async (_, sql, seq) => {
    await bench(async ({ store, database }) => {
      await recorded(store, many(9))
      database.exec(sql)
      expect(await store.audit.verify()).toMatchObject({ ok: false, seq })
    })
  })

  test('a genuine record of another trail under the same key does not fit in', async () => {
    await bench(async (ours) => {
      await bench(async (theirs) => {
        await recorded(ours.store, many(9))
        await recorded(theirs.store, many(9, 100))
        const other = theirs.database.prepare('select * from audit where seq = 5').get()
        ours.database
          .prepare('update audit set recorded_at = ?, content = ?, mac = ? where seq = 5')
          .run(String(other?.recorded_at), String(other?.content), String(other?.mac))
        expect(await ours.store.audit.verify()).toMatchObject({ ok: false, seq: 5 })
      })
    })
  })

  test('a file set back as a whole is found with a head that was kept elsewhere', async () => {
    await bench(async ({ store, database }) => {
      await recorded(store, many(3))
      database.exec('create table audit_old as select * from audit')
      database.exec('create table mark_old as select * from audit_mark')
      await recorded(store, many(3, 3))
      const verdict = await store.audit.verify()
      if (!verdict.ok) throw new Error(verdict.reason)
      database.exec('delete from audit; insert into audit select * from audit_old')
      database.exec('delete from audit_mark; insert into audit_mark select * from mark_old')
      expect(await store.audit.verify()).toMatchObject({ ok: true, records: 3 })
      expect(await store.audit.verify(verdict.head)).toMatchObject({ ok: false, seq: 6 })
      await recorded(store, many(9, 6))
      expect(await store.audit.verify(verdict.head)).toMatchObject({ ok: false, seq: 6 })
    })
  })

  test('R21 one flipped byte of the file is found', async () => {
    await inTempDir(async (dir) => {
      const file = join(dir, 's.db')
      const store = await openSqliteStore({ file, secret: SECRET })
      await recorded(
        store,
        many(50).map((each, index) => ({ ...each, rules: `rule-${index + 1}:evaluated` })),
      )
      await store.close()
      const bytes = readFileSync(file)
      const at = bytes.indexOf('rule-29:')
      expect(at).toBeGreaterThan(0)
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
      writeFileSync(file, bytes)
      const again = await openSqliteStore({ file, secret: SECRET })
      expect(await again.audit.verify()).toMatchObject({ ok: false, seq: 29 })
      await again.close()
    })
  })
})
