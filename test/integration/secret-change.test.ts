import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, jest, test } from '@jest/globals'
import { secretChange } from '../../src/security/next-secret.ts'
import { DATABASE, loadSecret } from '../../src/security/secret.ts'
import { record, recorded } from '../../src/store/audit-samples.ts'
import { changeKey } from '../../src/store/change-key.ts'
import { call, collected, decision, overridden } from '../../src/store/samples.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { cardstock } from '../support/cardstock.ts'
import { MAIN, serve, stop } from '../support/serve.ts'

// Each starts several processes.
jest.setTimeout(120_000)

const NOW = Date.now() / 1000
const CHANGED = expect.objectContaining({ event: 'key-change' })
const keyOf = (dir: string) => readFileSync(join(dir, 'secret.key'), 'utf8')
const nextOf = (dir: string) => join(dir, 'secret.key.next')
const opened = (dir: string, secret: Uint8Array) =>
  openSqliteStore({ file: join(dir, DATABASE), secret })

/** A data directory as a service leaves it: records, of which the oldest are gone, comments, words of reasons. */
async function home(records: number): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'cardstock-secret-'))
  const store = await opened(dir, loadSecret({ dataDir: dir }))
  store.recordDecisions(Array.from({ length: 20 }, (_, index) => decision(`card-${index}`)))
  const words = { code: 'x', system: 'urn:x', display: 'SECRET-WORDS of Dr Ada' }
  const entries = Array.from({ length: 20 }, (_, index) => ({
    ...overridden(`card-${index}`),
    overrideReason: {
      ...(index % 2 === 0 ? { userComment: `SECRET-COMMENT ${index}` } : {}),
      ...(index % 3 === 0 ? { reason: words } : {}),
    },
  }))
  await store.saveFeedback(call(entries))
  await recorded(store, [
    record('old', { at: '2020-01-01T00:00:00.000Z' }),
    ...Array.from({ length: records }, (_, index) =>
      record(`r${index}`, { user: index % 5 === 0 ? '' : `Practitioner/SECRET-${index}` }),
    ),
  ])
  const limit = '2025-01-01T00:00:00.000Z'
  await store.removeExpired({ auditBefore: limit, decisionsBefore: limit, now: new Date() })
  await store.close()
  return dir
}

/** All that the store tells under a secret; what the chain is worth besides. */
async function told(dir: string, secret = loadSecret({ dataDir: dir, isChanging: true })) {
  const store = await opened(dir, secret)
  const all = {
    audit: await collected(store.audit.records()),
    feedback: await collected(store.feedback()),
  }
  const verdict = await store.audit.verify()
  await store.close()
  return { ...all, verdict }
}

const change = (dir: string, env: NodeJS.ProcessEnv = {}) =>
  cardstock(['secret', 'change'], { env: { CARDSTOCK_DATA: dir, ...env } })

test('everything is under the new secret, and nothing opens under the old one', async () => {
  const dir = await home(50)
  const old = loadSecret({ dataDir: dir })
  const before = await told(dir)
  expect(before.feedback.filter(({ comment }) => comment !== undefined)).toHaveLength(10)
  expect(before.feedback.filter((each) => each.reasonDisplay !== undefined)).toHaveLength(7)
  const { code, stdout } = await change(dir)
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^\d+ audit records and \d+ sealed texts/),
  ])
  expect(statSync(join(dir, 'secret.key')).mode & 0o777).toBe(0o600)
  expect(existsSync(nextOf(dir))).toBe(false)
  const after = await told(dir)
  expect([after.audit, after.feedback]).toEqual([[...before.audit, CHANGED], before.feedback])
  const { records } = before.verdict as { readonly records: number }
  expect(after.verdict).toMatchObject({ ok: true, records: records + 1 })
  const { head } = after.verdict as {
    readonly head: { readonly seq: number; readonly mac: string }
  }
  expect(stdout).toContain(`now ${head.seq}:${head.mac}`)
  const under = await told(dir, old)
  expect(under.verdict.ok).toBe(false)
  expect(JSON.stringify([under.audit, under.feedback])).not.toMatch(/SECRET-/)
  const exported = await cardstock(['audit', 'export'], { env: { CARDSTOCK_DATA: dir } })
  const lastEvent = JSON.parse(exported.stdout.trim().split('\n').at(-1) ?? '')
  expect(lastEvent).toMatchObject({
    ...{ resourceType: 'AuditEvent', action: 'E', outcome: '0' },
    subtype: [{ code: '110129', display: 'Security Configuration' }],
    entity: [{ detail: [{ type: 'records', valueString: String(records) }] }],
  })
  // And the service starts on it.
  const serving = await serve('', { dataDir: dir })
  await stop(serving)
})

test('killed at any moment, it is called again, and nothing is lost', async () => {
  const dir = await home(1500)
  const before = await told(dir)
  let killed = 0
  for (const waitMs of [0, 20, 60, 150]) {
    const child = spawn(process.execPath, [MAIN, 'secret', 'change'], {
      env: { ...process.env, CARDSTOCK_DATA: dir },
      stdio: 'ignore',
    })
    const ended = once(child, 'exit')
    const begun = keyOf(dir)
    // The work begins when the new one is on disk; it is over when that has the old one's name.
    while (child.exitCode === null && !existsSync(nextOf(dir)) && keyOf(dir) === begun)
      await pause(1)
    await pause(waitMs)
    child.kill('SIGKILL')
    const [code] = await ended
    if (code === null) killed += 1
    const ran = await change(dir)
    expect([ran.code, ran.stderr]).toEqual([0, ''])
    const after = await told(dir)
    const others = after.audit.filter(({ event }) => event !== 'key-change')
    expect([after.verdict.ok, others, after.feedback]).toEqual([
      true,
      before.audit,
      before.feedback,
    ])
  }
  expect(killed).toBeGreaterThan(0)
})

test('broken off between database and key: the service says so, and the change comes to its end', async () => {
  const dir = await home(20)
  const before = await told(dir)
  const { from, to } = secretChange({ dataDir: dir }, undefined)
  expect(changeKey(join(dir, DATABASE), from, to, NOW)).toMatchObject({ unreadable: 0 })
  expect(() => loadSecret({ dataDir: dir })).toThrow(
    /secret\.key\.next is there: .*"cardstock secret change" again/,
  )
  expect(await change(dir)).toMatchObject({ code: 0, stdout: expect.stringContaining('already') })
  const after = await told(dir)
  expect([after.verdict.ok, after.audit]).toEqual([true, [...before.audit, CHANGED]])
})

test('by variables, where the secret is one', async () => {
  const dir = await home(20)
  const [old, before] = [keyOf(dir).trim(), await told(dir)]
  const next = Buffer.from(
    Uint8Array.from({ length: 32 }, (_, index) => (index * 37) ^ 91),
  ).toString('base64')
  const both = { CARDSTOCK_SECRET: old, CARDSTOCK_SECRET_NEXT: next }
  const alone = await change(dir, { CARDSTOCK_SECRET: old })
  expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining('set both')])
  expect((await change(dir, both)).code).toBe(0)
  const again = await change(dir, both)
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('already') })
  const after = await told(dir, loadSecret({ dataDir: dir, value: next }))
  expect([after.verdict.ok, after.audit]).toEqual([true, [...before.audit, CHANGED]])
})

/** Refused, with the old secret still in force and no trace of another. */
async function refused(dir: string, why: RegExp): Promise<void> {
  const [key, before] = [keyOf(dir), await told(dir)]
  const { code, stderr } = await change(dir)
  expect([code, stderr]).toEqual([1, expect.stringMatching(why)])
  expect([keyOf(dir), existsSync(nextOf(dir))]).toEqual([key, false])
  expect(await told(dir)).toEqual(before)
}

test('a running service is not changed under', async () => {
  const dir = await home(5)
  const serving = await serve('', { dataDir: dir })
  try {
    await refused(dir, /is in use: stop the service first/)
  } finally {
    await stop(serving)
  }
})

test('used tokens have to run out first: none is good twice', async () => {
  const dir = await home(5)
  const store = await opened(dir, loadSecret({ dataDir: dir }))
  store.usedTokens.note({ issuer: 'https://ehr', name: 'n', until: NOW + 500 }, NOW)
  await store.flush()
  await store.close()
  await refused(dir, /try again in \d+ s/)
})

test('a trail that was altered does not become genuine', async () => {
  const dir = await home(5)
  const database = new DatabaseSync(join(dir, DATABASE))
  database.exec(
    `update audit set content = replace(content, '"cards":1', '"cards":7') where seq = 4`,
  )
  database.close()
  await refused(dir, /record 4 of the audit trail does not hold/)
})

test('with another secret nothing is touched', async () => {
  const dir = await home(5)
  const before = await told(dir)
  const kept = keyOf(dir)
  writeFileSync(join(dir, 'secret.key'), readFileSync(join(await home(1), 'secret.key')))
  const { code, stderr } = await change(dir)
  expect([code, stderr]).toEqual([1, expect.stringContaining('the secret is another')])
  writeFileSync(join(dir, 'secret.key'), kept)
  expect(await told(dir)).toEqual(before)
})
