import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

const src = new URL('../../src/', import.meta.url)
/** What others say: the kernel, and SQLite. */
const NOT_OURS = [
  'EADDRINUSE',
  'file is not a database',
  'is malformed',
  'store: false',
  'secret.key',
]

test('docs/operations.md quotes what the service says', () => {
  const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const rows =
    page
      .split('## What it says')[1]
      ?.split('\n## ')[0]
      ?.match(/^\| `.*$/gm) ?? []
  const code = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, src), 'utf8'))
    .join('\n')
  const quoted = rows
    .map((row) => row.split('|')[1] ?? '')
    .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => text.split('…')))
    .map((text) => text.replace(/^[\s:,]+|[\s:,]+$/g, ''))
    .filter((text) => text !== '' && !text.startsWith('/') && !NOT_OURS.includes(text))
  expect(quoted.length).toBeGreaterThan(10)
  expect(quoted.filter((text) => !code.includes(text))).toEqual([])
})
