import { loadConfig } from '../config.ts'
import { secretChange } from '../security/next-secret.ts'
import { changeKey, type KeyChange } from '../store/change-key.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { databaseOf } from './kept-store.ts'
import { atMost, UsageError } from './usage.ts'

/**
 * `cardstock secret change`: a new secret for this installation, and all that the old one has sealed under
 * it. Killed at any moment, it is called again and comes to its end.
 */
export async function secret(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  atMost(words, 1)
  if (words[0] !== 'change') throw new UsageError('say what to do: secret change')
  const { dataDir, secret: value, nextSecret, ...config } = loadConfig(env)
  const file = databaseOf({ dataDir, ...config })
  const { from, to, adopt, abandon } = secretChange({ dataDir, value }, nextSecret)
  let change: KeyChange | undefined
  try {
    // Brings an older database up to date.
    await (await openSqliteStore({ file, secret: from })).close()
    change = changeKey(file, from, to, Date.now() / 1000)
  } catch (error) {
    abandon()
    throw error
  }
  adopt()
  process.stdout.write(
    change === undefined
      ? 'the database was under the new secret already\n'
      : `${change.records} audit records and ${change.texts} sealed texts are under the new secret\n` +
          `${change.unreadable} texts could not be opened, and were left\n` +
          `head of the audit trail: before ${change.heads[0]}, now ${change.heads[1]}\n`,
  )
  return 0
}
