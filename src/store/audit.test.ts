import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from '@jest/globals'
import type { AuditRecord } from './audit.ts'
import { accepted, call, collected, decision, inTempDir, SECRET } from './samples.ts'
import { openDatabase, openSqliteStore, sqliteStoreOn } from './sqlite.ts'
import type { Store } from './store.ts'

function record(requestId: string, more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    event: 'hook',
    at: '2026-03-01T09:00:00.000Z',
    requestId,
    client: 'ehr-a',
    tenant: 'north',
    address: '10.1.2.3',
    service: 'medication-safety',
    hook: 'order-sign',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    user: 'Practitioner/dr-strange',
    patientKey: 'k',
    supplied: 'MedicationRequest Patient',
    fetched: 'Observation',
    rules: 'metformin-kidney:evaluated',
    cards: 1,
    code: '',
    status: 200,
    micros: 3210,
    affected: 0,
    ...more,
  }
}

const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => record(`r${from + index}`))

interface Bench {
  readonly store: Store
  readonly database: DatabaseSync
  readonly file: string
}

async function bench(
  use: (bench: Bench) => Promise<void>,
  options: { flushAfterMs?: number; bufferLimit?: number } = {},
): Promise<void> {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const database = openDatabase(file)
    const store = await sqliteStoreOn(database, { file, secret: SECRET, ...options })
    try {
      await use({ store, database, file })
    } finally {
      if (database.isOpen) await store.close()
    }
  })
}

async function recorded(store: Store, records: readonly AuditRecord[]): Promise<void> {
  for (const each of records) store.audit.record(each)
  await store.flush()
}

const ids = async (store: Store) =>
  (await collected(store.audit.records())).map(({ requestId }) => requestId)

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
      expect(readFileSync(file, 'latin1')).not.toContain('strange')
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
        ['retention', '', 2_345],
      ])
      expect(await store.audit.verify()).toMatchObject({ ok: true, records: 3 })
      await recorded(store, [record('next')])
      expect(await store.audit.verify()).toMatchObject({ ok: true, head: { seq: 2_349 } })
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
