import { closeSync, openSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite'
import { loadConfig } from '../config.ts'
import { databaseOf } from './kept-store.ts'
import { UsageError } from './usage.ts'

/**
 * `cardstock backup <file>`: one file with all that is in the database now, also while the service
 * writes: the files of a running SQLite database, copied one after the other, need not fit together.
 * The key is left out: it belongs elsewhere.
 */
export async function backup(
  [target, ...more]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  if (target === undefined || more.length > 0) throw new UsageError('name the file to make')
  const source = databaseOf(loadConfig(env))
  const file = resolve(target)
  // Made first: it is its owner's alone from the beginning, and nothing is written over.
  closeSync(openSync(file, 'wx', 0o600))
  const database = new DatabaseSync(source, { readOnly: true })
  try {
    const pages = await copyDatabase(database, file)
    process.stdout.write(`${file}: ${pages} pages\n`)
    return 0
  } catch (error) {
    rmSync(file)
    throw error
  } finally {
    database.close()
  }
}
