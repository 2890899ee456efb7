import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const BYTES = 32

/**
 * The secret under which patients are hashed and comments sealed: the value of `CARDSTOCK_SECRET`, or
 * else `secret.key` in the data directory, made at the first start. It lies beside the database, not
 * in it; keep it in the environment where that matters.
 *
 * @throws Error that names the setting or file and the remedy.
 */
export function loadSecret(options: { dataDir: string; value?: string | undefined }): Uint8Array {
  if (options.value !== undefined) return fromText(options.value)
  mkdirSync(options.dataDir, { recursive: true })
  const file = join(options.dataDir, 'secret.key')
  createOnce(file)
  if ((statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others: chmod 600 ${file}`)
  return fromText(readFileSync(file, 'utf8').trim())
}

/** Written whole under another name, then linked: of two processes that start at once, one wins. */
function createOnce(file: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, randomBytes(BYTES).toString('base64'), { mode: 0o600, flush: true })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}

function fromText(text: string): Uint8Array {
  const bytes =
    /^[0-9a-f]+$/i.test(text) && text.length >= 2 * BYTES
      ? Buffer.from(text, 'hex')
      : Buffer.from(text, 'base64')
  if (bytes.length < BYTES)
    throw new Error(
      `CARDSTOCK_SECRET is too short: set at least ${BYTES} random bytes in base64 or hex (openssl rand -base64 32)`,
    )
  return bytes
}
