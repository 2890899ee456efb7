import { renameSync, rmSync } from 'node:fs'
import { created, loadSecret, nextFileOf, type SecretOptions, stored, synced } from './secret.ts'

/** The secret of an installation, and the one that is to take its place. */
export interface SecretChange {
  readonly from: Uint8Array
  readonly to: Uint8Array
  /** Puts the new one in the place of the old, which is gone then; nothing where both are variables. */
  adopt(): void
  /** Takes back one that was made here, where nothing was sealed with it. */
  abandon(): void
}

/**
 * Both secrets of a change. Without variables the new one is made, or found where an earlier change was
 * broken off: it is on disk before the first thing is sealed with it, and takes the old one's name last.
 *
 * @throws Error that names setting or file, never a value
 */
export function secretChange(options: SecretOptions, next: string | undefined): SecretChange {
  const { dataDir, value } = options
  if ((value === undefined) !== (next === undefined))
    throw new Error(
      'the old secret is CARDSTOCK_SECRET and the new one CARDSTOCK_SECRET_NEXT: set both, or none where it is in secret.key',
    )
  if (value !== undefined && next !== undefined) {
    const to = loadSecret({ dataDir, value: next, name: 'CARDSTOCK_SECRET_NEXT' })
    return { from: loadSecret(options), to, adopt() {}, abandon() {} }
  }
  const from = loadSecret({ dataDir, isChanging: true })
  const file = nextFileOf(dataDir)
  const found = stored(file)
  const to = found ?? created(file, dataDir)
  return {
    from,
    to,
    adopt() {
      renameSync(file, file.replace(/\.next$/, ''))
      synced(dataDir)
    },
    abandon() {
      // With one of an earlier change the database may be sealed.
      if (found === undefined) rmSync(file, { force: true })
    },
  }
}
