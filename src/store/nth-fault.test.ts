import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { expect, test } from '@jest/globals'
import { trailEvent } from './audit.ts'
import { accepted, call, collected, decision, inTempDir, SECRET } from './samples.ts'
import { openDatabase, sqliteStoreOn } from './sqlite.ts'
import type { Store } from './store.ts'

const RUNS = ['all', 'run', 'get', 'iterate'] as const
const NEVER = Number.POSITIVE_INFINITY

/** A connection whose statement number `failAt` fails as on a disk that gives an I/O error, once. */
interface Faulty {
  readonly database: DatabaseSync
  /** Counts from now on. */
  failAt(statement: number): void
  /** Whether that statement was reached. */
  readonly hasFailed: () => boolean
}

function faulty(database: DatabaseSync): Faulty {
  let left = NEVER
  let failed = false
  const count = (): void => {
    left -= 1
    if (left !== 0) return
    failed = true
    throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 10 })
  }
  const prepared = (statement: StatementSync): StatementSync =>
    new Proxy(statement, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          if (RUNS.some((each) => each === name)) count()
          return Reflect.apply(value, target, args)
        }
      },
    })
  return {
    database: new Proxy(database, {
      get(target, name) {
        if (name === 'prepare') return (sql: string) => prepared(target.prepare(sql))
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    }),
    failAt(statement) {
      left = statement
      failed = false
    },
    hasFailed: () => failed,
  }
}

const record = (n: number) => ({
  ...trailEvent('gap', 0, new Date('2026-03-01T09:00:00Z')),
  event: 'hook' as const,
  requestId: `r${n}`,
})

/** What a service does with its store in a busy moment; the cards whose feedback was acknowledged. */
async function busyMoment(store: Store): Promise<string[]> {
  const acknowledged: string[] = []
  const durable: string[] = []
  store.recordDecisions([decision('c1'), decision('c2')])
  store.audit.record(record(1))
  const saves = [['c1'], ['c2', 'c3'], ['c4']].map(async (cards) => {
    await store.saveFeedback(call(cards.map((card) => accepted(card))))
    acknowledged.push(...cards)
  })
  const waits = [2, 3].map(async (n) => {
    await store.audit.recordDurably(record(n))
    durable.push(`r${n}`)
  })
  await Promise.allSettled([...saves, ...waits, store.check(), store.flush()])
  store.audit.record(record(4))
  await Promise.allSettled([store.flush()])
  return [...acknowledged, ...durable]
}

test('R8 an I/O error at the Nth statement, for every N: nothing acknowledged is lost, nothing torn, all goes on', async () => {
  let reached = 0
  for (let n = 1; ; n += 1) {
    let isPast = false
    await inTempDir(async (dir) => {
      const file = join(dir, 's.db')
      const { database, failAt, hasFailed } = faulty(openDatabase(file))
      const options = { file, secret: SECRET, flushAfterMs: 60_000 }
      const store = await sqliteStoreOn(database, options)
      failAt(n)
      const acknowledged = await busyMoment(store)
      isPast = !hasFailed()
      failAt(NEVER)
      // The fault is over: all works again, and what was buffered is written.
      await store.check()
      await store.flush()
      expect(await store.saveFeedback(call([accepted('last')]))).toMatchObject({ saved: 1 })
      expect(store.counts()).toMatchObject({
        bufferedDecisions: 0,
        droppedDecisions: 0,
        bufferedAudit: 0,
        lostAudit: 0,
      })
      const cards = (await collected(store.feedback({ includeUnverified: true }))).map(
        ({ card }) => card,
      )
      const ids = (await collected(store.audit.records())).map(({ requestId }) => requestId)
      expect({ n, missing: acknowledged.filter((id) => ![...cards, ...ids].includes(id)) }).toEqual(
        { n, missing: [] },
      )
      expect([...new Set(cards)]).toEqual(cards)
      expect([...new Set(ids)]).toEqual(ids)
      expect(ids).toEqual(expect.arrayContaining(['r1', 'r4']))
      // The two entries of one call are kept together, or not at all.
      expect([n, cards.includes('c2')]).toEqual([n, cards.includes('c3')])
      expect(await store.audit.verify()).toMatchObject({ ok: true })
      await store.close()
      const reader = new DatabaseSync(file)
      expect(reader.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
      expect(reader.prepare('select count(*) as n from decision').get()).toEqual({ n: 2 })
      reader.close()
    })
    if (isPast) break
    reached = n
  }
  expect(reached).toBeGreaterThan(20)
})
