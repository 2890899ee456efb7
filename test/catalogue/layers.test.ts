import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { type Import, importsOf } from '../../src/cli/imports.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const MOST_LINES = 300

interface Source {
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

const sources: readonly Source[] = ['src', 'services', 'cards', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const path = join(folder, name)
      const text = readFileSync(join(root, path), 'utf8')
      return { path, text, imports: importsOf(path, text) }
    }),
)

const isTest = ({ path }: Source) => path.endsWith('.test.ts')
const product = sources.filter((each) => !isTest(each) && !each.path.startsWith('test/'))
const PAGES = ['src/companion', 'src/sandbox/page', 'src/look']
/** What Vite builds for the browser, and what runs on the server. */
const isPage = ({ path }: Source) => PAGES.some((folder) => path.startsWith(`${folder}/`))
const under = (folder: string) => product.filter(({ path }) => path.startsWith(`${folder}/`))

/** Imports that a rule does not allow, as `file → import`. */
function strays(
  among: readonly Source[],
  allows: (each: Import, source: Source) => boolean,
): string[] {
  return among.flatMap((source) =>
    source.imports
      .filter((each) => !allows(each, source))
      .map(({ from }) => `${source.path} → ${from}`),
  )
}

const within =
  (...places: readonly string[]) =>
  ({ from }: Import) =>
    places.some((place) => from === place || from.startsWith(`${place}/`))

describe('reading imports', () => {
  test('sees every form, and types apart', () => {
    const text = [
      "import { a } from './a.ts'",
      'import {',
      '  type B,',
      "} from '../b.ts'",
      "import type { C } from 'c'",
      "export * from './d.ts'",
      "import './e.ts'",
      "const f = await import('../f.ts')",
    ].join('\n')
    expect(importsOf('src/x/y.ts', text)).toEqual([
      { from: 'src/x/a.ts', line: 1, typeOnly: false },
      { from: 'src/b.ts', line: 4, typeOnly: false },
      { from: 'c', line: 5, typeOnly: true },
      { from: 'src/x/d.ts', line: 6, typeOnly: false },
      { from: 'src/x/e.ts', line: 7, typeOnly: false },
      { from: 'src/f.ts', line: 8, typeOnly: false },
    ])
  })

  test('in double quotes too, and where no space stands before them', () => {
    const text = [
      'import { a } from "./a.ts"',
      'import {',
      '  b,',
      '} from "../b.ts"',
      'export * from"./d.ts"',
      'import "./e.ts"',
      'const f = await import("../f.ts")',
      'const g = await import(`../g.ts`)',
      `import { it } from "./it's.ts"`,
    ].join('\n')
    expect(importsOf('src/x/y.ts', text).map(({ from, line }) => [from, line])).toEqual([
      ['src/x/a.ts', 1],
      ['src/b.ts', 4],
      ['src/x/d.ts', 5],
      ['src/x/e.ts', 6],
      ["src/x/it's.ts", 9],
      ['src/f.ts', 7],
      ['src/g.ts', 8],
    ])
  })

  test('finds the files of every layer', () => {
    const layers = [
      'services',
      'cards',
      'src/protocol',
      'src/clinical',
      'src/engine',
      'src/workers',
      'src/http',
    ]
    expect(
      layers.filter((layer) => under(layer).every((each) => each.imports.length === 0)),
    ).toEqual([])
  })
})

describe('layers', () => {
  const ownRule = (source: Source) =>
    within(/^services\/[^/]+(?:\/rules\/[^/]+)?/.exec(source.path)?.[0] ?? '')

  test('services import #cds and their own folder', () => {
    expect(
      strays(under('services'), (each, source) => each.from === '#cds' || ownRule(source)(each)),
    ).toEqual([])
  })

  test('tests of services import #cds/testing besides', () => {
    const tests = sources.filter((each) => isTest(each) && each.path.startsWith('services/'))
    const allowed = within('#cds', '@jest/globals')
    expect(tests).not.toHaveLength(0)
    expect(strays(tests, (each, source) => allowed(each) || ownRule(source)(each))).toEqual([])
  })

  test.each([
    ['cards', within('cards', 'src/protocol', 'zod')],
    ['src/protocol', within('src/protocol', 'src/errors.ts', 'zod')],
  ])('%s keeps to its imports', (folder, allows) => {
    expect(strays(under(folder), allows)).toEqual([])
  })

  test('src/errors.ts imports zod at most', () => {
    expect(
      strays(
        product.filter(({ path }) => path === 'src/errors.ts'),
        within('zod'),
      ),
    ).toEqual([])
  })

  test('src/clinical is pure: its own files, zod, the UCUM library, types of FHIR', () => {
    const shipped = under('src/clinical').filter(({ path }) => !/\/build-[\w-]+\.ts$/.test(path))
    const allows = within('src/clinical', 'zod', '@lhncbc/ucum-lhc')
    expect(
      strays(shipped, (each) => allows(each) || (each.typeOnly && each.from === 'fhir/r4.js')),
    ).toEqual([])
  })

  test('src/engine knows nothing of HTTP and of the process', () => {
    const banned = within('express', 'src/http', 'services', 'node:http', 'node:process')
    expect(strays(under('src/engine'), (each) => !banned(each))).toEqual([])
    expect(under('src/engine').filter(({ text }) => /\bprocess\./.test(text))).toEqual([])
  })

  test('src/workers knows nothing of HTTP', () => {
    const banned = within('express', 'src/http', 'services', 'node:http')
    expect(strays(under('src/workers'), (each) => !banned(each))).toEqual([])
  })

  test('src/simulate knows nothing of HTTP', () => {
    const banned = within('express', 'src/http', 'services', 'node:http')
    expect(under('src/simulate')).not.toHaveLength(0)
    expect(strays(under('src/simulate'), (each) => !banned(each))).toEqual([])
  })

  test('src/sandbox is the face of engine and memory: no services, no workers, no store of records', () => {
    const server = under('src/sandbox').filter((each) => !isPage(each))
    const banned = within('services', 'src/workers', 'src/store', 'src/cache', 'src/simulate')
    const fhir = ({ from }: Import) =>
      !from.startsWith('src/fhir/') || from.startsWith('src/fhir/memory/')
    expect(server).not.toHaveLength(0)
    expect(strays(server, (each) => !banned(each) && fhir(each))).toEqual([])
  })

  test('only src/app.ts and src/start.ts import src/sandbox', () => {
    const others = product.filter(({ path }) => !path.startsWith('src/sandbox/'))
    const isOurs = within('src/sandbox')
    const allowed = new Set(['src/app.ts', 'src/start.ts'])
    expect(strays(others, (each, { path }) => !isOurs(each) || allowed.has(path))).toEqual([])
  })

  test('src/http imports neither services nor src/fhir nor src/workers', () => {
    const banned = within('services', 'src/fhir', 'src/workers')
    expect(strays(under('src/http'), (each) => !banned(each))).toEqual([])
  })

  test('src/smart keeps to its imports', () => {
    const places = [
      'engine',
      'http',
      'fhir',
      'prefetch',
      'clinical',
      'protocol',
      'security',
      'store',
    ]
    const allows = within(
      ...['src/smart', 'src/errors.ts', 'src/html.ts', 'express', 'jose', 'zod'],
      ...places.map((place) => `src/${place}`),
    )
    expect(under('src/smart')).not.toHaveLength(0)
    expect(
      strays(
        under('src/smart'),
        (each) => allows(each) || each.from.startsWith('node:') || each.typeOnly,
      ),
    ).toEqual([])
  })

  test('pages import what runs in a browser: each other, src/clinical and types', () => {
    const allows = within(...PAGES, 'src/clinical', 'preact', 'preact/hooks', 'marked', 'zod')
    expect(product.filter(isPage)).not.toHaveLength(0)
    expect(strays(product.filter(isPage), (each) => allows(each) || each.typeOnly)).toEqual([])
  })

  test('no part of the server imports a page', () => {
    const server = product.filter((each) => !isPage(each))
    expect(strays(server, (each) => !within(...PAGES)(each))).toEqual([])
  })

  test('nothing in the product imports tests', () => {
    expect(strays(product, (each) => !within('test')(each))).toEqual([])
  })

  test('only src/server.ts and src/cli end the process', () => {
    const found = product.filter(({ text }) => /\bprocess\.exit(?:Code)?\b/.test(text))
    expect(found.map(({ path }) => path)).toContain('src/server.ts')
    expect(
      found.map(({ path }) => path).filter((path) => !/^src\/(?:server\.ts|cli\/)/.test(path)),
    ).toEqual([])
  })

  test('only the two entries of the command line read the environment', () => {
    const found = product.filter(({ text }) => /\bprocess\.env\b/.test(text))
    expect(found.map(({ path }) => path)).toEqual(['src/cli/main.ts', 'src/cli/run.ts'])
  })
})

test('the product runs on production dependencies alone', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const shipped = within('node', 'src', 'cards', 'services', '#cds', ...Object.keys(dependencies))
  const server = product.filter((each) => !isPage(each))
  expect(
    strays(server, (each) => each.typeOnly || each.from.startsWith('node:') || shipped(each)),
  ).toEqual([])
})

test(`no file of the product is longer than ${MOST_LINES} lines`, () => {
  const long = product.filter(({ text }) => text.split('\n').length - 1 > MOST_LINES)
  expect(long.map(({ path }) => path)).toEqual([])
})
