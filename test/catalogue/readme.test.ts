import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { clientSchema, configSchema } from '../../src/config-schema.ts'

const root = new URL('../../', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')

describe('README.md', () => {
  test('lists every setting of the configuration file, and no others', () => {
    const { openMode: _openMode, ...top } = configSchema.shape
    const { id: _id, tenant: _tenant, ...client } = clientSchema.shape
    const settings = [...Object.keys(top), ...Object.keys(client).map((name) => `openMode.${name}`)]
    const listed = [...readme.matchAll(/^\| `([a-z]\w*(?:\.\w+)?)` \|/gm)].map(([, name]) => name)
    expect(listed.toSorted()).toEqual(settings.toSorted())
  })

  test('lists every environment variable that is read', () => {
    const code = readFileSync(new URL('src/config.ts', root), 'utf8')
    const read = new Set([...code.matchAll(/env\.([A-Z_]+)/g)].map(([, name]) => name))
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name)
    expect(listed.toSorted()).toEqual([...read].toSorted())
  })

  test('leads nowhere that does not exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? '')
    expect(links.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
    expect(existsSync(new URL('test/support/requests/patient-view.json', root))).toBe(true)
  })
})
