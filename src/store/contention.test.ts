import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { accepted, call, collected, decision, inTempDir, SECRET } from './samples.ts'
import { openSqliteStore } from './sqlite.ts'

/** How often the process came to something else while `work` ran. */
async function turnsDuring(work: () => Promise<void>): Promise<number> {
  let turns = 0
  const ticking = setInterval(() => {
    turns += 1
  }, 5)
  try {
    await work()
  } finally {
    clearInterval(ticking)
  }
  return turns
}

test('R8 a hundred saves against a lock that stays fail within seconds, and the process goes on', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const store = await openSqliteStore({ file, secret: SECRET })
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    const turns = await turnsDuring(async () => {
      const saves = Array.from({ length: 100 }, (_, n) =>
        store.saveFeedback(call([accepted(`n${n}`)])),
      )
      for (const save of await Promise.allSettled(saves)) {
        expect(save).toMatchObject({ status: 'rejected', reason: { message: /locked/ } })
      }
    })
    // Each waiting on its own held up the process 2 s in one piece, and took longer than this test may.
    expect(turns).toBeGreaterThan(50)
    other.exec('rollback')
    other.close()
    expect(await store.saveFeedback(call([accepted('n0')]))).toMatchObject({ saved: 1 })
    await store.close()
  })
}, 15_000)

test('saves that wait for a lock are all made once it is free, in their order', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const store = await openSqliteStore({ file, secret: SECRET })
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    const saves = Array.from({ length: 30 }, (_, n) =>
      store.saveFeedback(
        call([accepted(`n${n}`)], { receivedAt: `2026-03-01T09:05:00.${100 + n}Z` }),
      ),
    )
    await pause(200)
    other.exec('rollback')
    other.close()
    for (const receipt of await Promise.all(saves)) expect(receipt.saved).toBe(1)
    const rows = await collected(store.feedback({ includeUnverified: true }))
    expect(rows.map(({ card }) => card)).toEqual(saves.map((_, n) => `n${n}`))
    await store.close()
  })
})

test('a failed save does not fail those behind it', async () => {
  await inTempDir(async (dir) => {
    const store = await openSqliteStore({ file: join(dir, 's.db'), secret: SECRET })
    // Cast: a value that the schema on the wire refuses; the database must refuse it too.
    const bad = { ...accepted('bad'), outcome: 'ignored' } as unknown as ReturnType<typeof accepted>
    const [first, second] = await Promise.allSettled([
      store.saveFeedback(call([bad])),
      store.saveFeedback(call([accepted('good')])),
    ])
    expect(first.status).toBe('rejected')
    expect(second).toMatchObject({ status: 'fulfilled', value: { saved: 1 } })
    await store.close()
  })
})

test('decisions written by one process make feedback to another one verified', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const store = await openSqliteStore({ file, secret: SECRET })
    const code = `
const [sqlite, samples, file] = process.argv.slice(1)
const { openSqliteStore } = await import(sqlite)
const { decision, SECRET } = await import(samples)
const store = await openSqliteStore({ file, secret: SECRET })
store.recordDecisions([decision('theirs')])
await store.close()`
    const modules = ['./sqlite.ts', './samples.ts'].map(
      (name) => new URL(name, import.meta.url).href,
    )
    const args = ['--no-warnings', '--input-type=module', '-e', code, ...modules, file]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    store.recordDecisions([decision('ours')])
    expect(await once(child, 'close')).toEqual([0, null])
    const receipt = await store.saveFeedback(call([accepted('theirs'), accepted('ours')]))
    expect(receipt).toEqual({ saved: 2, repeated: 0, unverified: 0 })
    await store.close()
  })
}, 20_000)
