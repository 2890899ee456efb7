import { readFileSync, writeFileSync } from 'node:fs'
import groups from '../../src/clinical/codes/code-groups.json' with { type: 'json' }
import classes from '../../src/clinical/medications/classes.json' with { type: 'json' }

const FILE = new URL('../../docs/codes.md', import.meta.url)
const BEGIN = '<!-- groups -->'
const END = '<!-- end -->'

interface Group {
  readonly kind: string
  readonly title: string
  readonly status: string
  readonly source: string
  readonly codes: Readonly<Record<string, string>>
}

/** One line per code group: what it is, how many codes of which system, its status and source. */
function groupLines(): string {
  const lines = Object.entries(groups.groups as unknown as Record<string, Group>).map(
    ([id, { kind, title, codes, status, source }]) => {
      const counts = Object.entries(codes).map(
        ([system, list]) => `${system} ${list.split(' ').length}`,
      )
      return `| \`${id}\` | ${title} | ${kind} | ${counts.join(', ')} | ${status} | ${source} |`
    },
  )
  return [
    '| group | what | kind | codes | status | source |',
    '|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}

function classLine(): string {
  return Object.entries(classes.classes)
    .map(([id, members]) => `\`${id}\` (${Object.keys(members).length})`)
    .join(', ')
}

/** The document as it should be, its tables made anew from the data. */
export function codesDoc(text: string): string {
  const tables = `${BEGIN}\n\n${groupLines()}\n\nClasses of medicines, by RxNorm ingredient (number of ingredients): ${classLine()}.\n\n${END}`
  return text.replace(/<!-- groups -->[\s\S]*<!-- end -->/, () => tables)
}

export function readCodesDoc(): string {
  return readFileSync(FILE, 'utf8')
}

// `npm run codes` writes the tables anew.
if (process.argv[1]?.endsWith('codes-doc.ts') === true)
  writeFileSync(FILE, codesDoc(readCodesDoc()))
