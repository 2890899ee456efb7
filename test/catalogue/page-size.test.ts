import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'

/** For each page: zipped, what is fetched before anything can be drawn. */
const MOST_BYTES = { companion: 150 * 1024, sandbox: 60 * 1024 }

/** What a browser fetches before it can draw the page: the entry, and what that imports at once. */
function initialScripts(page: string): ReadonlyMap<string, string> {
  const folder = fileURLToPath(new URL(`../../dist/${page}/`, import.meta.url))
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const found = new Map<string, string>()
  const take = (name: string): void => {
    if (found.has(name)) return
    const text = readFileSync(join(folder, 'assets', name), 'utf8')
    found.set(name, text)
    // `import … from "./x.js"`, `export … from`, `import "./x.js"`; not the dynamic `import("./x.js")`.
    for (const [, next = ''] of text.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g))
      take(next)
  }
  for (const [, name = ''] of html.matchAll(/(?:src|href)="\.\/assets\/([^"]+\.js)"/g)) take(name)
  return found
}

describe.each(Object.entries(MOST_BYTES))('%s', (page, most) => {
  test(`its initial scripts are at most ${most} bytes, zipped`, () => {
    const scripts = [...initialScripts(page).values()]
    expect(scripts).not.toHaveLength(0)
    const zipped = scripts.reduce((sum, text) => sum + gzipSync(text).length, 0)
    expect(zipped).toBeLessThanOrEqual(most)
  })
})

test('scores, and what they need to check inputs, are fetched only when one is tried', () => {
  const assets = readdirSync(fileURLToPath(new URL('../../dist/companion/assets', import.meta.url)))
  const initial = initialScripts('companion')
  const chunk = assets.find((name) => /^prevent-[\w-]+\.js$/.test(name))
  expect(chunk).toBeDefined()
  expect([...initial.keys()]).not.toContain(chunk)
  const holdsZod = [...initial].filter(([, text]) => text.includes('ZodObject'))
  expect(holdsZod.map(([name]) => name)).toEqual([])
})
