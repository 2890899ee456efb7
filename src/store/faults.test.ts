import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { bench } from './bench.ts'
import { accepted, call, collected, decision, inTempDir, overridden, SECRET } from './samples.ts'
import { openSqliteStore } from './sqlite.ts'
import type { Decision } from './store.ts'

const pages = (database: DatabaseSync) =>
  Number(database.prepare('pragma page_count').get()?.page_count)
const fill = (database: DatabaseSync) => database.exec(`pragma max_page_count = ${pages(database)}`)
const empty = (database: DatabaseSync) => database.exec('pragma max_page_count = 1000000')
const stored = (database: DatabaseSync) =>
  Number(database.prepare('select count(*) as n from decision').get()?.n)

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('did not come true within 5 s')
    await pause(5)
  }
}

const many = (count: number) => Array.from({ length: count }, (_, index) => decision(`d${index}`))

describe('a full disk', () => {
  test('R8 feedback is refused whole, the store is not ready, and both recover', async () => {
    await bench(async ({ store, database }) => {
      await store.check()
      fill(database)
      const big = overridden('big', 'x'.repeat(200_000))
      await expect(store.saveFeedback(call([accepted('c1'), big]))).rejects.toThrow(/full/)
      expect(await collected(store.feedback({ includeUnverified: true }))).toEqual([])
      expect(store.counts().failedWrites).toBe(1)
      empty(database)
      await store.check()
      expect(await store.saveFeedback(call([accepted('c1'), big]))).toMatchObject({ saved: 2 })
    })
  })

  test('R8 decisions stay buffered, the fault is told, and they are written later', async () => {
    await bench(
      async ({ store, database, errors }) => {
        fill(database)
        store.recordDecisions(many(2_000))
        await until(() => errors.length >= 2)
        expect(store.counts().bufferedDecisions).toBeGreaterThan(0)
        expect(store.counts().droppedDecisions).toBe(0)
        await expect(store.flush()).rejects.toThrow(/full/)
        empty(database)
        await until(() => store.counts().bufferedDecisions === 0)
        expect(stored(database)).toBe(2_000)
      },
      { flushAfterMs: 5 },
    )
  })
})

test('R8 a database that takes no writes is not ready', async () => {
  await bench(async ({ store, database }) => {
    database.exec('pragma query_only = 1')
    await expect(store.check()).rejects.toThrow(/readonly|read-only/)
    database.exec('pragma query_only = 0')
    await store.check()
  })
})

test('R8 a lock held by another process is waited for, without holding up the process', async () => {
  await bench(async ({ store, file }) => {
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    let turns = 0
    const ticking = setInterval(() => {
      turns += 1
    }, 5)
    const save = store.saveFeedback(call([accepted('c1')]))
    await pause(250)
    other.exec('commit')
    other.close()
    expect(await save).toMatchObject({ saved: 1 })
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(10)
  })
})

test('a lock that stays makes the save fail', async () => {
  await bench(async ({ store, file }) => {
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    await expect(store.saveFeedback(call([accepted('c1')]))).rejects.toThrow(/locked/)
    other.close()
  })
})

test('R6 feedback is not acknowledged into a file that was moved away', async () => {
  await bench(async ({ store, file }) => {
    renameSync(file, `${file}.old`)
    await expect(store.saveFeedback(call([accepted('c1')]))).rejects.toThrow(/moved or replaced/)
    await expect(store.check()).rejects.toThrow(/moved or replaced/)
    writeFileSync(file, '')
    await expect(store.check()).rejects.toThrow(/moved or replaced/)
  })
})

test('a connection that died is an error, not a silence', async () => {
  await bench(async ({ store, database, errors }) => {
    database.close()
    store.recordDecisions([decision('c1')])
    await expect(store.saveFeedback(call([accepted('c1')]))).rejects.toThrow(/finalized|not open/)
    await expect(store.check()).rejects.toThrow()
    expect(errors).toHaveLength(1)
    expect(store.counts().bufferedDecisions).toBe(1)
  })
})

test('a damaged file stops the start, and the message names it', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    writeFileSync(file, 'this is no database, not at all; '.repeat(100))
    await expect(openSqliteStore({ file, secret: SECRET })).rejects.toThrow(file)
  })
})

test('a full buffer drops the oldest and counts them', async () => {
  await bench(
    async ({ store, database }) => {
      store.recordDecisions(many(250))
      expect(store.counts()).toMatchObject({ bufferedDecisions: 100, droppedDecisions: 150 })
      await store.flush()
      const cards = database
        .prepare('select card from decision')
        .all()
        .map(({ card }) => card)
      expect(cards).toHaveLength(100)
      expect(cards).toContain('d249')
      expect(cards).not.toContain('d149')
    },
    { bufferLimit: 100, flushAfterMs: 10_000 },
  )
})

test('a malformed decision is dropped and does not block those around it', async () => {
  await bench(async ({ store, database, errors }) => {
    // Casts: what a faulty caller could pass in spite of the types.
    const noSuggestions = { ...decision('b1'), suggestions: undefined } as unknown as Decision
    const noIndicator = { ...decision('b2'), indicator: 'loud' } as unknown as Decision
    const noText = { ...decision('b3'), indicator: {} } as unknown as Decision
    store.recordDecisions([decision('a'), noSuggestions, noIndicator, noText, decision('z')])
    await store.flush()
    expect(stored(database)).toBe(2)
    expect(errors).toHaveLength(3)
    expect(store.counts()).toMatchObject({ bufferedDecisions: 0, droppedDecisions: 3 })
  })
})

test('R7 the file is in WAL mode with synchronous=FULL', async () => {
  await bench(async ({ database }) => {
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(database.prepare('pragma synchronous').get()).toEqual({ synchronous: 2 })
    expect(database.prepare('pragma foreign_keys').get()).toEqual({ foreign_keys: 1 })
  })
})
