import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import supertest from 'supertest'
import { many, recorded } from '../../src/store/audit-samples.ts'
import { collected } from '../../src/store/samples.ts'
import { fixtures, post, rpv, start } from '../conformance/fixtures.ts'
import type { TestApp } from '../support/make-app.ts'
import { ONLY_INTERVALS } from '../support/only-intervals.ts'

const CONFIG = 'auditRetentionDays: 100\ndecisionRetentionDays: 40'
const DAY_MS = 86_400_000
const begin = Date.parse('2026-01-01T09:00:00Z')
/** So many days after the first call. */
const day = (days: number) => new Date(begin + days * DAY_MS).toISOString()

/** What the configuration deletes, in a database of calls and feedback over HTTP. */
const at = (now: string, dataDir?: string) =>
  start({ registry: fixtures, config: CONFIG, now, ...(dataDir === undefined ? {} : { dataDir }) })

async function callAndAnswer(app: TestApp, outcomeTimestamp: string): Promise<void> {
  const { body } = await post(app, 'pv', rpv())
  const feedback = [{ card: body.cards[0].uuid, outcome: 'overridden', outcomeTimestamp }]
  await supertest(app.app).post('/cds-services/pv/feedback').send({ feedback }).expect(200)
  await post(app, 'pv', rpv())
}

/** On which days rows of each kind were made; the records of the deletions themselves apart. */
function kept(dataDir: string) {
  const database = new DatabaseSync(join(dataDir, 'cardstock.sqlite'), { readOnly: true })
  const times = (table: string, column: string) =>
    database
      .prepare(`select ${column} as at from ${table} order by 1`)
      .all()
      .map((row) => Math.round((Date.parse(String(row.at)) - begin) / DAY_MS))
  const rows = {
    audit: times('audit', 'recorded_at'),
    decisions: times('decision', 'served_at'),
    feedback: times('feedback', 'received_at'),
  }
  database.close()
  return rows
}

describe('what is past its time by the configuration', () => {
  afterEach(() => {
    jest.useRealTimers()
  })

  test('goes at the start, each kind by its own setting, and nothing younger; the chain holds', async () => {
    const first = await at(day(0))
    await callAndAnswer(first, day(0))
    await first.close()
    const { dataDir } = first
    for (const days of [1, 39]) {
      const app = await at(day(days), dataDir)
      await callAndAnswer(app, day(days))
      await app.close()
    }
    const calls = (...days: number[]) => days.flatMap((each) => [each, each, each])
    const cards = (...days: number[]) => days.flatMap((each) => [each, each])
    const all = { audit: calls(0, 1, 39), decisions: cards(0, 1, 39), feedback: [0, 1, 39] }
    expect(kept(dataDir)).toEqual(all)
    const leftOn = async (days: number) => {
      const app = await at(day(days), dataDir)
      await app.close()
      const rows = kept(dataDir)
      const again = await at(day(days), dataDir)
      expect(await again.store.audit.verify()).toMatchObject({ ok: true })
      await again.close()
      return rows
    }
    // To the very instant of its limit a row is young.
    expect(await leftOn(40)).toEqual(all)
    expect(await leftOn(41)).toEqual({ ...all, decisions: cards(1, 39), feedback: [1, 39] })
    expect(await leftOn(100)).toEqual({ audit: calls(0, 1, 39), decisions: [], feedback: [] })
    expect(await leftOn(101)).toEqual({
      audit: [...calls(1, 39), 101],
      decisions: [],
      feedback: [],
    })
  })

  test('goes once a day while the service runs, too', async () => {
    jest.useFakeTimers(ONLY_INTERVALS)
    let now = day(0)
    const app = await start({
      registry: fixtures,
      config: CONFIG,
      engine: { now: () => new Date(now) },
    })
    await callAndAnswer(app, day(0))
    await app.store.flush()
    now = day(101)
    await callAndAnswer(app, day(101))
    await app.store.flush()
    expect(kept(app.dataDir).decisions).toHaveLength(4)
    jest.advanceTimersByTime(DAY_MS)
    await app.close()
    expect(kept(app.dataDir)).toEqual({
      audit: [101, 101, 101, 101],
      decisions: [101, 101],
      feedback: [101],
    })
  })

  test('a process that is killed half-way leaves a chain that holds; the next one goes on', async () => {
    const app = await at(day(0))
    const old = many(2_500).map((each) => ({ ...each, at: day(0) }))
    await recorded(app.store, [
      ...old,
      ...many(3, 9_000).map((each) => ({ ...each, at: day(101) })),
    ])
    await app.close()
    const { dataDir } = app
    const script = fileURLToPath(new URL('../support/remove-and-die.ts', import.meta.url))
    const signal = await new Promise((resolve) =>
      execFile(process.execPath, ['--no-warnings', script, dataDir, day(1)], (error) =>
        resolve(error?.signal),
      ),
    )
    expect(signal).toBe('SIGKILL')
    const { audit } = kept(dataDir)
    expect(audit.filter((each) => each === 0).length).toBeGreaterThan(0)
    expect(audit.filter((each) => each === 0).length).toBeLessThan(2_500)
    const next = await at(day(101), dataDir)
    expect(await next.store.audit.verify()).toMatchObject({ ok: true })
    await next.close()

    const last = await at(day(101), dataDir)
    const records = await collected(last.store.audit.records())
    expect(
      records.filter(({ event }) => event === 'hook').map(({ requestId }) => requestId),
    ).toEqual(['r9000', 'r9001', 'r9002'])
    // Every deletion is told, that of the killed process too.
    const told = records
      .filter(({ event }) => event === 'retention')
      .map(({ affected }) => affected)
    expect(told.reduce((sum, each) => sum + each, 0)).toBe(2_500)
    expect(await last.store.audit.verify()).toMatchObject({ ok: true })
  })
})
