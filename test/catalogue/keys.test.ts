import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { ALGORITHMS } from '../../src/security/token-header.ts'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/keys.md', root), 'utf8')

/** Each file of the product, with its text. */
const sources = readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  .map((name) => ({
    file: `src/${name}`,
    text: readFileSync(new URL(`src/${name}`, root), 'utf8'),
  }))

/** What of a module a file takes that does something; random ids and types are none. */
function taken(text: string): readonly string[] {
  return [...text.matchAll(/^import \{([^}]+)\} from '(?:node:crypto|jose)'$/gm)]
    .flatMap(([, names = '']) => names.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'randomUUID' && !name.startsWith('type '))
}

test('docs/keys.md names every file that signs, seals, hashes or makes random values', () => {
  const files = sources.filter(({ text }) => taken(text).length > 0).map(({ file }) => file)
  expect(files.length).toBeGreaterThan(20)
  expect(files.filter((file) => !page.includes(`\`${file}\``))).toEqual([])
})

test('it names every purpose for which a key is derived', () => {
  const purposes = sources.flatMap(({ text }) =>
    [...text.matchAll(/\b(?:deriveKey|sealer)\([\w.]+, '([^']+)'\)/g)].map(([, name = '']) => name),
  )
  const each = [...new Set(purposes)].toSorted()
  expect(each).toEqual(['audit', 'audit user', 'feedback comment', 'keyed hash'])
  expect(each.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

test('it names every algorithm of tokens, and no file that is not there', () => {
  expect(ALGORITHMS.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([])
  const named = [...page.matchAll(/`(src\/[\w./-]+\.ts)`/g)].map(([, file]) => file)
  expect(named.filter((file) => !sources.some((each) => each.file === file))).toEqual([])
})
