import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A file of a built page, ready to be sent. */
export interface PageFile {
  readonly type: string
  readonly body: Buffer
  /** Where that is worth sending. */
  readonly zipped?: Buffer
}

const TEXT: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
}
const PACKED: Readonly<Record<string, string>> = { '.png': 'image/png', '.woff2': 'font/woff2' }

const known = new Map<string, ReadonlyMap<string, PageFile>>()

/**
 * The files of a folder by their path below it, read once in a process, however often services are
 * loaded anew: what was not there at the start is not served, whatever a request asks for (threat T27).
 * A folder that is not there has no files.
 */
export function pageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = known.get(folder) ?? readFiles(folder)
  known.set(folder, files)
  return files
}

function readFiles(folder: string): ReadonlyMap<string, PageFile> {
  return new Map(
    namesIn(folder).flatMap((name): [string, PageFile][] => {
      const text = TEXT[extname(name)]
      const type = text ?? PACKED[extname(name)]
      if (type === undefined) return []
      const body = readFileSync(join(folder, name))
      const file = { type, body, ...(text === undefined ? {} : { zipped: gzipSync(body) }) }
      return [[name.split(sep).join('/'), file]]
    }),
  )
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
