import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { DATABASE, loadSecret } from '../security/secret.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'

/**
 * The store that a service has kept in its data directory. Neither it nor its key is made here: in the
 * wrong directory, or without the key, an audit trail would be said to hold or to be broken that is not.
 */
export async function keptStore(config: Config): Promise<Store> {
  const { dataDir, secret } = config
  const file = databaseOf(config)
  return openSqliteStore({ file, secret: loadSecret({ dataDir, value: secret }) })
}

/** The file of that store. @throws where there is none. */
export function databaseOf({ dataDir }: Pick<Config, 'dataDir'>): string {
  const file = join(dataDir, DATABASE)
  if (!existsSync(file))
    throw new Error(`there is no database at ${file}: CARDSTOCK_DATA names the service's directory`)
  return file
}
