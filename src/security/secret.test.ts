import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { deriveKey, loadSecret } from './secret.ts'

const counted = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7 + 3))
const bytes = createHash('sha256').update(counted).digest()
let parent: string
let dataDir: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'cardstock-secret-'))
  dataDir = join(parent, 'data')
})
afterEach(() => {
  rmSync(parent, { recursive: true, force: true })
})

describe('CARDSTOCK_SECRET', () => {
  test.each([
    ['hex', bytes.toString('hex')],
    ['upper-case hex', bytes.toString('hex').toUpperCase()],
    ['base64', bytes.toString('base64')],
    ['base64url', bytes.toString('base64url')],
    ['base64 with a line end', `${bytes.toString('base64')}\n`],
  ])('%s is taken, and no file is made', (_, value) => {
    expect(Buffer.from(loadSecret({ dataDir, value })).equals(bytes)).toBe(true)
    expect(readdirSync(parent)).toEqual([])
  })

  test.each([
    ['empty', ''],
    ['31 bytes', bytes.subarray(1).toString('base64')],
    ['48 hex digits, which as base64 would be 36 bytes', bytes.toString('hex').slice(0, 48)],
    ['an odd number of hex digits', `${bytes.toString('hex')}a`],
    ['a pass phrase', 'correct horse battery staple, correct horse battery staple'],
    ['zeros', '0'.repeat(64)],
    ['bytes that count', counted.toString('base64')],
    ['bytes that count down', Buffer.from(counted.toReversed()).toString('hex')],
  ])('T30 %s is refused, naming the setting and not the value', (_, value) => {
    const load = () => loadSecret({ dataDir, value })
    expect(load).toThrow(/^CARDSTOCK_SECRET .*openssl rand/)
    if (value !== '') expect(load).not.toThrow(value)
  })
})

describe('secret.key', () => {
  test('is made once, readable by its owner alone, with nothing left beside it', () => {
    const first = loadSecret({ dataDir })
    expect(first).toHaveLength(32)
    expect(readdirSync(dataDir)).toEqual(['secret.key'])
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600)
    expect(Buffer.from(first).equals(loadSecret({ dataDir }))).toBe(true)
  })

  test.each([0o640, 0o604, 0o644, 0o602, 0o620, 0o610])(
    'T30 mode %d is refused, naming file and remedy',
    (mode) => {
      loadSecret({ dataDir })
      chmodSync(join(dataDir, 'secret.key'), mode)
      expect(() => loadSecret({ dataDir })).toThrow(/secret\.key is open to others .*chmod 600/)
    },
  )

  test('a truncated file is refused, not replaced', () => {
    loadSecret({ dataDir })
    writeFileSync(join(dataDir, 'secret.key'), 'AAAA')
    expect(() => loadSecret({ dataDir })).toThrow(/secret\.key must be/)
  })

  test('processes that start at once agree on one key', async () => {
    const module = new URL('./secret.ts', import.meta.url).href
    const code = `const { loadSecret } = await import(process.argv[1])
      process.stdout.write(Buffer.from(loadSecret({ dataDir: process.argv[2] })).toString('hex'))`
    const keys = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const args = ['--no-warnings', '--input-type=module', '-e', code, module, dataDir]
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
        const closed = once(child, 'close')
        const output: Buffer[] = []
        child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
        await closed
        return Buffer.concat(output).toString()
      }),
    )
    expect(keys[0]).toHaveLength(64)
    expect(new Set(keys).size).toBe(1)
    expect(readdirSync(dataDir)).toEqual(['secret.key'])
  })
})

test('keys differ by purpose, and a short secret is refused', () => {
  expect(deriveKey(bytes, 'a').equals(deriveKey(bytes, 'b'))).toBe(false)
  expect(() => deriveKey(bytes.subarray(1), 'a')).toThrow(/32 bytes/)
})

test('a key that is missing beside a database is asked for, not made', () => {
  loadSecret({ dataDir })
  writeFileSync(join(dataDir, 'cardstock.sqlite'), '')
  rmSync(join(dataDir, 'secret.key'))
  expect(() => loadSecret({ dataDir })).toThrow(/secret\.key is missing.*put it back/)
  expect(readdirSync(dataDir)).toEqual(['cardstock.sqlite'])
  expect(loadSecret({ dataDir, value: bytes.toString('hex') })).toHaveLength(32)
})
