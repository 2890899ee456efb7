import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'

/** Nobody but the owner may read or change it; a group that needs a secret is given it by a variable. */
const FORBIDDEN_MODE = 0o077

/** A file whose mode lets others at it; the message names file and remedy, never what is in it. */
export class OpenToOthersError extends Error {
  override readonly name = 'OpenToOthersError'

  constructor(file: string, mode: number) {
    super(
      `${file} is open to others (mode ${mode.toString(8)}): it may have been read or changed. Restrict it with: chmod 600 ${file}`,
    )
  }
}

/**
 * The text of a file that holds a secret; `undefined` where there is none (threat T30).
 *
 * @throws OpenToOthersError; whatever the system says where it cannot be read
 */
export function readPrivate(file: string): string | undefined {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    // By shape: errors of Node's own modules are no instances of another realm's Error.
    if ((error as { code?: unknown } | null | undefined)?.code === 'ENOENT') return undefined
    throw error
  }
  try {
    const mode = fstatSync(descriptor).mode & 0o777
    // Windows has no such bits.
    if (process.platform !== 'win32' && (mode & FORBIDDEN_MODE) !== 0)
      throw new OpenToOthersError(file, mode)
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}
