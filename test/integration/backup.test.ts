import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cardstock } from '../support/cardstock.ts'
import { type Serving, serve, stop } from '../support/serve.ts'

const body = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')

let running: Serving
let dataDir: string
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'cardstock-backup-'))
  running = await serve('audit: strict', { dataDir })
})
afterAll(async () => {
  await stop(running)
})

const ask = async () => {
  const answer = await fetch(`${running.url}/cds-services/cardiometabolic-risk`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  expect(answer.status).toBe(200)
}

const inHome = async (home: string, ...words: readonly string[]) => {
  const { code, stdout, stderr } = await cardstock(words, { env: { CARDSTOCK_DATA: home } })
  return { code, output: `${stdout}${stderr}` }
}

/** Counts up two rows in one transaction, every few milliseconds. */
const WRITER = `
  import { DatabaseSync } from 'node:sqlite'
  const database = new DatabaseSync(process.argv[1], { timeout: 10_000 })
  database.exec('pragma synchronous = off')
  for (let turn = 0; ; turn += 1) {
    database.exec('update pair set value = value + 1')
    if (turn === 0) process.stdout.write('writing')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
`

describe('cardstock backup', () => {
  test('copies the database of a running service into one file, readable by its owner alone', async () => {
    await ask()
    const file = join(mkdtempSync(join(tmpdir(), 'cardstock-kept-')), 'kept.sqlite')
    expect(await inHome(dataDir, 'backup', file)).toMatchObject({ code: 0 })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await ask()

    // Put back beside its key, it holds what there was when it was made.
    const home = mkdtempSync(join(tmpdir(), 'cardstock-restored-'))
    copyFileSync(join(dataDir, 'secret.key'), join(home, 'secret.key'))
    renameSync(file, join(home, 'cardstock.sqlite'))
    expect(await inHome(home, 'audit', 'verify')).toEqual({
      code: 0,
      output: expect.stringMatching(/^1 records hold/),
    })
  })

  test('writes over nothing, and says what it lacks', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'cardstock-kept-')), 'there.sqlite')
    writeFileSync(file, 'something else')
    const there = await inHome(dataDir, 'backup', file)
    expect(there).toMatchObject({ code: 1, output: expect.stringContaining('is there already') })
    expect(readFileSync(file, 'utf8')).toBe('something else')
    const nowhere = mkdtempSync(join(tmpdir(), 'cardstock-none-'))
    expect(await inHome(nowhere, 'backup', join(nowhere, 'kept.sqlite'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('there is no database at'),
    })
    expect(await inHome(dataDir, 'backup')).toMatchObject({ code: 2 })
  })

  test('ends while another process goes on writing, and holds one moment of it', async () => {
    const home = mkdtempSync(join(tmpdir(), 'cardstock-busy-'))
    const file = join(home, 'cardstock.sqlite')
    const database = new DatabaseSync(file)
    // Many steps of a copy that goes page by page.
    database.exec(`
      pragma journal_mode = wal;
      create table pair (name text primary key, value integer) without rowid;
      insert into pair values ('a', 0), ('z', 0);
      create table bulk (content blob);
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 6000)
        insert into bulk select zeroblob(4000) from n;
    `)
    database.close()
    const writer = spawn(process.execPath, ['--input-type=module', '-e', WRITER, file])
    try {
      await once(writer.stdout, 'data')
      const target = join(mkdtempSync(join(tmpdir(), 'cardstock-kept-')), 'kept.sqlite')
      expect(await inHome(home, 'backup', target)).toMatchObject({ code: 0 })
      // It went on to the end.
      expect(writer.exitCode).toBeNull()
      const kept = new DatabaseSync(target, { readOnly: true })
      expect(kept.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
      const [a, z] = kept.prepare('select value from pair order by name').all()
      expect(a).toEqual(z)
      expect(kept.prepare('select count(*) as n from bulk').get()).toEqual({ n: 6000 })
      kept.close()
    } finally {
      writer.kill('SIGKILL')
    }
  })

  test('leaves nothing where it fails: neither the file nor a part of it', async () => {
    const target = mkdtempSync(join(tmpdir(), 'cardstock-kept-'))
    const folder = mkdtempSync(join(tmpdir(), 'cardstock-unopened-'))
    mkdirSync(join(folder, 'cardstock.sqlite'))
    expect(await inHome(folder, 'backup', join(target, 'a.sqlite'))).toMatchObject({ code: 1 })
    const damaged = mkdtempSync(join(tmpdir(), 'cardstock-damaged-'))
    writeFileSync(join(damaged, 'cardstock.sqlite'), 'this is no database'.repeat(100))
    expect(await inHome(damaged, 'backup', join(target, 'b.sqlite'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('file is not a database'),
    })
    expect(readdirSync(target)).toEqual([])
  })

  test('a copy that was interrupted is no copy, and the next one says so', async () => {
    const target = mkdtempSync(join(tmpdir(), 'cardstock-kept-'))
    const file = join(target, 'kept.sqlite')
    writeFileSync(`${file}.part`, 'half of it')
    expect(await inHome(dataDir, 'backup', file)).toMatchObject({
      code: 1,
      output: expect.stringMatching(/kept\.sqlite\.part is there: .* remove it/),
    })
    expect(readdirSync(target)).toEqual(['kept.sqlite.part'])
    expect(readFileSync(`${file}.part`, 'utf8')).toBe('half of it')
  })

  test('put beside another key, the service does not start, and changes nothing', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'cardstock-kept-')), 'cardstock.sqlite')
    await ask()
    await inHome(dataDir, 'backup', file)
    const home = join(file, '..')
    writeFileSync(
      join(home, 'secret.key'),
      `${Buffer.from('another key, 32 bytes, at the least').toString('base64')}\n`,
      { mode: 0o600 },
    )
    const before = readFileSync(file)
    const refused = await inHome(home, 'serve')
    expect(refused).toEqual({
      code: 1,
      output: expect.stringMatching(
        /written with another key than this one: put that back \(secret\.key/,
      ),
    })
    expect(readFileSync(file).equals(before)).toBe(true)
  })
})
