import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { inTempDir, SECRET } from './samples.ts'
import { openDatabase, sqliteStoreOn } from './sqlite.ts'
import type { Store } from './store.ts'

/** A store on a file, with the database beneath it in hand, and what it told of errors. */
export interface Bench {
  readonly store: Store
  readonly database: DatabaseSync
  readonly file: string
  readonly errors: readonly Error[]
}

/** For the tests of the store: one whose connection can be made to fail. */
export async function bench(
  use: (bench: Bench) => Promise<void>,
  options: { flushAfterMs?: number; bufferLimit?: number } = {},
): Promise<void> {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const database = openDatabase(file)
    const errors: Error[] = []
    const onError = (error: Error) => void errors.push(error)
    const store = await sqliteStoreOn(database, { file, secret: SECRET, onError, ...options })
    try {
      await use({ store, database, file, errors })
    } finally {
      if (database.isOpen) await store.close()
    }
  })
}
