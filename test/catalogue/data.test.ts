import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from '@jest/globals'
import { emptyRecord } from '../../src/store/audit.ts'
import { inTempDir, SECRET } from '../../src/store/samples.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const section = (page: string, heading: string) =>
  page.split(`\n${heading}\n`)[1]?.split(/\n##+ /)[0] ?? ''
/** Cells of the rows of the tables in a text, without heads. */
const cells = (text: string) =>
  [...text.matchAll(/\|[-|]+\|\n((?:\|.*\n)+)/g)].flatMap(([, rows = '']) =>
    rows
      .trim()
      .split('\n')
      .map((row) => row.slice(2, -2).split(' | ')),
  )
const quoted = (text = '') => [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)

describe('docs/data.md', () => {
  const page = read('docs/data.md')
  const levels = cells(section(page, '## Levels')).map(([name = '']) => name)

  test('has rules for each level', () => {
    expect(levels).toHaveLength(6)
    const rules = cells(section(page, '## Rules of each level'))
    expect(rules.map(([name]) => name)).toEqual(levels)
    expect(rules.filter((row) => row.length !== 5 || row.includes(''))).toEqual([])
  })

  test('tells the level of every column of the database', async () => {
    const rows = cells(section(page, '## What the database holds'))
    for (const [, , level = ''] of rows) expect(levels).toContain(level)
    const told = rows.flatMap(([table = '', columns = '']) =>
      quoted(columns.replace(/\([^)]*\]\([^)]*\)[^)]*\)/g, '')).map(
        (column) => `${quoted(table)[0]}.${column}`,
      ),
    )
    await inTempDir(async (dir) => {
      const file = join(dir, 's.db')
      await (await openSqliteStore({ file, secret: SECRET })).close()
      const database = new DatabaseSync(file)
      const held = database
        .prepare(
          `select m.name || '.' || c.name as name from sqlite_master m, pragma_table_info(m.name) c
           where m.type = 'table' and m.name not like 'kysely%'`,
        )
        .all()
        .map(({ name }) => name)
      database.close()
      expect(told.toSorted()).toEqual(held.toSorted())
    })
  })
})

describe('docs/operations.md', () => {
  const page = read('docs/operations.md')

  test('lists every line of the log, and no others', () => {
    const rows = cells(section(page, '## What is logged')).filter((row) => row.length === 3)
    const told = rows.flatMap(([, lines]) => quoted(lines))
    const said = readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
      .flatMap((name) => messagesIn(read(`src/${name}`)))
    expect(said.length).toBeGreaterThan(30)
    expect(told.toSorted()).toEqual([...new Set(said)].toSorted())
  })

  test('lists the members of an audit record', () => {
    const [, list = ''] = /^Its members: (.*)$/m.exec(section(page, '### The audit trail')) ?? []
    expect(quoted(list).toSorted()).toEqual(
      [...Object.keys(emptyRecord('other', new Date())), 'claimed'].toSorted(),
    )
  })
})

/** The last text of each call of a logger, which is a constant (T22). */
function messagesIn(code: string): string[] {
  const calls = code
    .replaceAll(/^ *(?:\/\/|\/?\*).*$/gm, '')
    .matchAll(/\blog\.(?:trace|debug|info|warn|error|fatal)\(/g)
  return [...calls].map(({ index, 0: start, input }) => {
    let depth = 1
    let at = index + start.length
    for (; depth > 0 && at < input.length; at += 1)
      depth += input[at] === '(' ? 1 : input[at] === ')' ? -1 : 0
    const [message = `no constant: ${input.slice(index, at)}`] =
      /(?<=')[^']*(?=',?\s*\)$)/.exec(input.slice(index, at)) ?? []
    return message
  })
}
