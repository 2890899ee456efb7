import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { loadSecret } from '../../src/security/secret.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { freshView } from '../support/calls.ts'
import { type Serving, serve, stop } from '../support/serve.ts'
import { type Client, clientOf } from './client.ts'
import { needStrace, traced } from './fsync.ts'
import { type Check, check, type Soak } from './soak.ts'

const VIEW = '/cds-services/cardiometabolic-risk'
const body = freshView()

/** What a run of calls met. */
interface Met {
  /** Hook calls that were not answered with cards. */
  unanswered: number
  /** Feedback answered otherwise than with 200, or 503 and Retry-After. */
  improper: number
  refused: number
  readonly acknowledged: string[]
}

async function calls(client: Client, met: Met, count: number, name: string): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const hook = await client.post(VIEW, body)
    if (hook.status !== 200 || !hook.body.includes('"summary"')) met.unanswered += 1
    const card = `${name}-${n}`
    const entry = { card, outcome: 'overridden', outcomeTimestamp: '2026-11-24T12:00:00Z' }
    const said = await client.post(`${VIEW}/feedback`, JSON.stringify({ feedback: [entry] }))
    if (said.status === 200) met.acknowledged.push(card)
    else if (said.status === 503 && said.headers['retry-after'] !== undefined) met.refused += 1
    else met.improper += 1
  }
}

/** Whether the database is sound, its audit chain holds, and all acknowledged feedback is in it. */
async function isSound(dataDir: string, acknowledged: readonly string[]): Promise<boolean> {
  const file = join(dataDir, 'cardstock.sqlite')
  const store = await openSqliteStore({ file, secret: loadSecret({ dataDir }) })
  const kept = new Set<string>()
  for await (const { card } of store.feedback({ includeUnverified: true })) kept.add(card)
  const chain = await store.audit.verify()
  await store.close()
  const database = new DatabaseSync(file)
  const integrity = database.prepare('pragma integrity_check').get()?.integrity_check
  database.close()
  return integrity === 'ok' && chain.ok && acknowledged.every((card) => kept.has(card))
}

/** A real I/O error: the kernel's answer to the Nth write or sync of a database file is replaced. */
async function withFault(
  n: number,
  from: string | undefined,
  met: Met,
): Promise<'no start' | 'sound' | 'unsound'> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-disk-'))
  if (from !== undefined) cpSync(from, dataDir, { recursive: true })
  const files = ['', '-wal', '-shm', '-journal'].flatMap((end) => [
    '-P',
    join(dataDir, `cardstock.sqlite${end}`),
  ])
  const fault = `inject=pwrite64,fdatasync,fsync,ftruncate:error=EIO:when=${n}`
  const through = traced('/dev/null', ...files, '-e', fault)
  const serving = await serve('', { dataDir, through }).catch((error: unknown) => {
    if (/The store \S+ cannot be opened/.test(String(error))) return undefined
    throw error
  })
  if (serving === undefined) return 'no start'
  const before = met.acknowledged.length
  await ending(serving, (client) => calls(client, met, 6, `n${n}`))
  return (await isSound(dataDir, met.acknowledged.slice(before))) ? 'sound' : 'unsound'
}

async function ending(serving: Serving, use: (client: Client) => Promise<void>): Promise<void> {
  const client = clientOf(serving.url, 4)
  try {
    await use(client)
  } finally {
    client.close()
    await stop(serving)
  }
}

async function locked(seconds: number, met: Met): Promise<boolean> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-disk-'))
  const serving = await serve('', { dataDir })
  await ending(serving, async (client) => {
    const other = new DatabaseSync(join(dataDir, 'cardstock.sqlite'))
    other.exec('begin immediate')
    let isFree = false
    const holding = pause(seconds * 1000).then(() => {
      isFree = true
      other.exec('rollback')
      other.close()
    })
    for (let round = 0; !isFree; round += 1) await calls(client, met, 1, `locked${round}`)
    await holding
    await calls(client, met, 5, 'free')
  })
  return await isSound(dataDir, met.acknowledged)
}

export const disk: Soak<{ faults: number; lockSeconds: number }> = {
  promise: 'R8',
  title: 'I/O error at the Nth write or sync, for every N; a lock held elsewhere',
  options: { faults: 60, lockSeconds: 10 },
  async run({ faults, lockSeconds }, say): Promise<readonly Check[]> {
    needStrace()
    const met: Met = { unanswered: 0, improper: 0, refused: 0, acknowledged: [] }
    const ends = { 'no start': 0, sound: 0, unsound: 0 }
    const made = mkdtempSync(join(tmpdir(), 'cardstock-disk-'))
    await stop(await serve('', { dataDir: made }))
    // On a database that is still to be made, and on one that is there.
    for (const from of [undefined, made])
      for (let n = 1; n <= faults; n += 1) {
        const end = await withFault(n, from, met)
        ends[end] += 1
        if (n % 10 === 0 || end === 'unsound') say(`fault at ${n}: ${end}`)
      }
    const held: Met = { unanswered: 0, improper: 0, refused: 0, acknowledged: [] }
    const isSoundAfterLock = await locked(lockSeconds, held)
    return [
      check('starts that were stopped, naming the store', ends['no start'], true),
      check('runs with the fault under way', ends.sound + ends.unsound, ends.sound > 0),
      check('database unsound or feedback lost', ends.unsound, ends.unsound === 0),
      check('feedback acknowledged', met.acknowledged.length, met.acknowledged.length > 0),
      check('feedback refused with 503 and Retry-After', met.refused, met.refused > 0),
      check('feedback answered otherwise', met.improper, met.improper === 0),
      check('hook calls without cards', met.unanswered, met.unanswered === 0),
      check(`locked ${lockSeconds} s: feedback refused`, held.refused, held.refused > 0),
      check('locked: hook calls without cards', held.unanswered, held.unanswered === 0),
      check('locked: other answers', held.improper, held.improper === 0),
      check('locked: sound, and all well after', String(isSoundAfterLock), isSoundAfterLock),
    ]
  },
}
