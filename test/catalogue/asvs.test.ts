import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/asvs.md', root), 'utf8')

const VERDICTS = ['holds', 'deployment', 'not applicable', 'open'] as const
/** Requirements of levels 1 and 2 in each chapter of ASVS 5.0.0, with the five of level 3. */
const IN_CHAPTER = [28, 11, 19, 12, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 14, 17, 7]
const OF_LEVEL_3 = ['1.3.12', '4.1.4', '4.2.2', '15.4.2', '16.5.4']

const ROW = /^\| (\d+\.\d+\.\d+) \| ([123]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/
const FILE = /`([\w.-]+(?:\/[\w.-]+)*\.(?:tsx?|json|yaml|md)|\.ci\/run|Dockerfile)`/g
/** What shows that something holds: a test, a rule of the linter, or what CI runs. */
const SHOWS = /\.test\.ts$|^biome\.json$|^\.ci\/run$/

function rowsIn(text: string) {
  return text
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .map((line) => {
      const [, id = line, level = '', asks = '', verdict = '', shown = ''] = ROW.exec(line) ?? []
      const files = [...shown.matchAll(FILE)].map(([, file = '']) => file)
      return { id, level, asks, verdict, shown, files }
    })
}

/** The line that says how many there are of each verdict. */
function counted(rows: ReturnType<typeof rowsIn>): string {
  const [hold, deployment, none, open] = VERDICTS.map(
    (each) => rows.filter(({ verdict }) => verdict === each).length,
  )
  return `${rows.length} requirements: ${hold} hold, ${deployment} deployment, ${none} not applicable, ${open} open.`
}

const [opening = '', ...sections] = page.split('\n## ')
const rows = rowsIn(page)
const chapters = sections.map((text) => ({
  number: /^V(\d+) /.exec(text)?.[1] ?? text,
  text,
  rows: rowsIn(text),
}))

describe('docs/asvs.md', () => {
  test('has a row for every requirement, each once, in its chapter', () => {
    expect(chapters.map(({ number }) => number)).toEqual(
      IN_CHAPTER.map((_, index) => `${index + 1}`),
    )
    expect(chapters.map((chapter) => chapter.rows.length)).toEqual(IN_CHAPTER)
    for (const chapter of chapters)
      for (const { id } of chapter.rows)
        expect([chapter.number, id]).toEqual([id.split('.')[0], expect.stringMatching(/^[\d.]+$/)])
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    expect(rows.filter(({ level }) => level === '3').map(({ id }) => id)).toEqual(OF_LEVEL_3)
  })

  test('says of each what it asks for, whether it holds, and what shows it', () => {
    const lacking = rows.filter(
      ({ verdict, asks, shown }) =>
        !VERDICTS.some((each) => each === verdict) || asks.trim() === '' || shown.trim() === '',
    )
    expect(lacking.map(({ id }) => id)).toEqual([])
  })

  test('names only files that are there', () => {
    const gone = rows.flatMap(({ id, files }) =>
      files.filter((file) => !existsSync(new URL(file, root))).map((file) => `${id} ${file}`),
    )
    expect(gone).toEqual([])
  })

  test('names a test, a rule of the linter or a step of CI for all that holds', () => {
    const bare = rows.filter(
      ({ verdict, files }) => verdict === 'holds' && !files.some((file) => SHOWS.test(file)),
    )
    expect(bare.map(({ id }) => id)).toEqual([])
  })

  test('names a file or a page for all that is open', () => {
    const bare = rows.filter(
      ({ verdict, shown }) => verdict === 'open' && !/`[\w./-]+`|\]\([^)]+\.md/.test(shown),
    )
    expect(bare.map(({ id }) => id)).toEqual([])
  })

  test('counts what it holds, by chapter and in all', () => {
    for (const { number, text, rows: own } of chapters)
      expect([number, text.split('\n')[2]]).toEqual([number, counted(own)])
    expect(opening).toContain(`\n${counted(rows)}\n`)
  })
})
