import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { loadConfig } from '../config.ts'
import { databaseOf } from './kept-store.ts'
import { atMost, UsageError } from './usage.ts'

/** The service holds the file for moments only: while it starts, or ends. */
const BUSY_MS = 10_000

/**
 * `cardstock backup <file>`: one file with all that is in the database now, also while the service
 * writes: the files of a running SQLite database, copied one after the other, need not fit together.
 * The key is left out: it belongs elsewhere.
 */
export async function backup(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  atMost(words, 1)
  const [target] = words
  if (target === undefined) throw new UsageError('name the file to make')
  const source = databaseOf(loadConfig(env))
  const file = resolve(target)
  const part = `${file}.part`
  refuseExisting(file)
  // Its owner's alone from the beginning. No two copies go to one file: whoever made the part renames it.
  const written = made(part)
  try {
    copy(source, part)
    fsyncSync(written)
    refuseExisting(file)
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  } finally {
    closeSync(written)
  }
  process.stdout.write(`${file}: ${statSync(file).size} bytes\n`)
  return 0
}

/**
 * Reads within one transaction, so that what others write meanwhile neither shows nor disturbs. SQLite's
 * copy page by page begins anew at each write of another process, and so need not come to an end.
 */
function copy(source: string, target: string): void {
  within(source, (database) => database.prepare('vacuum into ?').run(target), true)
  // As the service keeps it: a start that is refused, such as beside another key, then changes nothing.
  within(target, (database) => database.exec('pragma journal_mode = wal'))
}

function within(file: string, work: (database: DatabaseSync) => void, readOnly = false): void {
  const database = new DatabaseSync(file, { readOnly, timeout: BUSY_MS })
  try {
    work(database)
  } finally {
    database.close()
  }
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new Error(`${file} is there already: name a file that is not`)
}

/** Opens a new file. What was interrupted is left under its name, which no copy bears. */
function made(part: string): number {
  try {
    return openSync(part, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Error(
      `${part} is there: another backup is under way, or was interrupted; in that case remove it`,
    )
  }
}
