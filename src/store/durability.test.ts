import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@jest/globals'
import { collected, inTempDir, SECRET } from './samples.ts'
import { openSqliteStore } from './sqlite.ts'

/** Runs in a child process: saves calls of three entries and prints each one acknowledged. */
const WRITER = `
const [sqlite, samples, file, run] = process.argv.slice(1)
const { openSqliteStore } = await import(sqlite)
const { accepted, call, SECRET } = await import(samples)
const store = await openSqliteStore({ file, secret: SECRET })
for (let n = 0; ; n += 1) {
  const cards = ['a', 'b', 'c'].map((part) => run + '-' + n + '-' + part)
  await store.saveFeedback(call(cards.map((card) => accepted(card))))
  process.stdout.write(run + '-' + n + '\\n')
}
`

/** The calls that a writer acknowledged before it was killed, after about `count` of them. */
async function killedWriter(file: string, run: number, count: number): Promise<readonly string[]> {
  const modules = ['./sqlite.ts', './samples.ts'].map((name) => new URL(name, import.meta.url).href)
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', WRITER, ...modules, file, String(run)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const closed = once(child, 'close')
  const acknowledged: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(line)
    if (acknowledged.length === count) child.kill('SIGKILL')
  }
  await closed
  expect(child.signalCode).toBe('SIGKILL')
  return acknowledged
}

test('R6 kill -9 loses nothing acknowledged, tears no call and leaves the file sound', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const acknowledged: string[] = []
    for (const [run, count] of [3, 17, 40, 71].entries()) {
      acknowledged.push(...(await killedWriter(file, run, count)))
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(131)
    const store = await openSqliteStore({ file, secret: SECRET })
    const cards = new Set<string>()
    for (const { card } of await collected(store.feedback({ includeUnverified: true }))) {
      cards.add(card)
    }
    await store.close()
    const calls = new Set([...cards].map((card) => card.slice(0, -2)))
    expect(acknowledged.filter((name) => !calls.has(name))).toEqual([])
    expect(cards.size).toBe(calls.size * 3)
    const database = new DatabaseSync(file)
    expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
    database.close()
  })
}, 60_000)
