import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { exportJWK } from 'jose'
import { loadConfig } from '../../src/config.ts'
import { makeKey } from '../support/tokens.ts'

const FOLDER = new URL('../../docs/ehr/', import.meta.url)
const pages = readdirSync(FOLDER).filter((name) => name !== 'README.md')
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8')

const HEADINGS = [
  '## In short',
  '## Register the service',
  '## Register the app',
  '## Tokens',
  '## Scopes',
  '## Known differences',
  '## Configuration',
  '## Sources',
]

const { privateKey, kid } = await makeKey()
const key = JSON.stringify({ ...(await exportJWK(privateKey)), kid })

/** The configuration of a page, as the service would load it beyond this machine. */
function load(yaml: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'cardstock-')), 'config.yaml')
  writeFileSync(file, yaml)
  const secrets = [...yaml.matchAll(/\b(secret|privateKey)Env: (\w+)/g)].map(
    ([, kind, name = '']): [string, string] => [name, kind === 'secret' ? 'a secret' : key],
  )
  return loadConfig({ ...Object.fromEntries(secrets), CARDSTOCK_CONFIG: file, HOST: '0.0.0.0' })
}

const yamlOf = (text: string) =>
  [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml = '']) => yaml)

describe.each(pages)('%s', (name) => {
  const text = read(name)
  const [body = '', sources = ''] = text.split('\n## Sources\n')

  test('has the headings, in order, and something under each', () => {
    const [title, ...headings] = text.replace(/^```[\s\S]*?^```$/gm, '').match(/^#+ .*$/gm) ?? []
    expect(title).toMatch(/^# \S/)
    expect(headings).toEqual(HEADINGS)
    expect(text).not.toMatch(/^## .*\n+(?=## |$(?![\s\S]))/m)
  })

  test('is no longer than two screens', () => {
    expect(text.split('\n').length).toBeLessThan(90)
  })

  test('cites each of its sources, and lists each that it cites', () => {
    const cited = new Set([...body.matchAll(/\[(\d+)\](?!\()/g)].map(([, number]) => number))
    const listed = [...sources.matchAll(/^(\d+)\. https:\/\/\S+/gm)].map(([, number]) => number)
    expect(listed.length).toBeGreaterThan(0)
    expect([...cited].toSorted()).toEqual(listed.toSorted())
  })

  test('says of each source whose it is', () => {
    const lines = sources.trim().split('\n')
    expect(
      lines.filter((line) => !/\((the vendor’s|the vendor's|second-hand|its own)/.test(line)),
    ).toEqual([])
  })

  test('what is not known is said in the same words everywhere', () => {
    const others = text.match(/not confirmed(?!: ask your vendor's representative| yet)/gi) ?? []
    expect(others).toEqual([])
  })

  test('its configuration loads, companion and all', () => {
    const blocks = yamlOf(text)
    expect(blocks).toHaveLength(1)
    const { clients } = load(blocks[0] ?? '')
    expect(clients).toHaveLength(1)
    expect(clients.every(({ vendor }) => vendor !== undefined && vendor !== '')).toBe(true)
  })
})

test('the table lists every page, and the README leads here', () => {
  const index = read('README.md')
  const listed = [...index.matchAll(/^\| \[[^\]]+\]\(([\w-]+\.md)\) \|/gm)].map(([, page]) => page)
  expect(listed.toSorted()).toEqual(pages.toSorted())
  expect(readFileSync(new URL('../../README.md', FOLDER), 'utf8')).toContain(
    '](docs/ehr/README.md)',
  )
})

test('no two pages have a client of one name', () => {
  const ids = pages.flatMap((name) => yamlOf(read(name)).map((yaml) => load(yaml).clients[0]?.id))
  expect(new Set(ids).size).toBe(pages.length)
})
