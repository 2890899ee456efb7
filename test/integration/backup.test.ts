import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
    expect(there).toMatchObject({ code: 1, output: expect.stringContaining('EEXIST') })
    expect(readFileSync(file, 'utf8')).toBe('something else')
    const nowhere = mkdtempSync(join(tmpdir(), 'cardstock-none-'))
    expect(await inHome(nowhere, 'backup', join(nowhere, 'kept.sqlite'))).toMatchObject({
      code: 1,
      output: expect.stringContaining('there is no database at'),
    })
    expect(await inHome(dataDir, 'backup')).toMatchObject({ code: 2 })
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
