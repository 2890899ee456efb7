import { hkdfSync, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { readPrivate } from './read-private.ts'

const SETTING = 'CARDSTOCK_SECRET'
const FILE = 'secret.key'
/** The one that is to take its place, while that is under way. */
export const nextFileOf = (dataDir: string): string => join(dataDir, `${FILE}.next`)
/** The store beside it, see `src/start.ts`. */
export const DATABASE = 'cardstock.sqlite'
const LEAST_BYTES = 32
/** Random bytes virtually never show fewer different values; test keys do (threat T30). */
const LEAST_DIFFERENT = 12

export interface SecretOptions {
  /** Where `secret.key` lives when no secret is given; made when absent. */
  readonly dataDir: string
  /** The value of `CARDSTOCK_SECRET`: base64 or hex of at least 32 random bytes. */
  readonly value?: string | undefined
  /** The setting that the value is of; left out: `CARDSTOCK_SECRET`. */
  readonly name?: string
  /** Whether a change that was broken off is to be gone on with. */
  readonly isChanging?: boolean
}

/**
 * The secret of this installation: as given, or else from `secret.key` in the data directory, which
 * is made on the first start. Throws an Error that names the setting or the file, never the value.
 */
export function loadSecret(options: SecretOptions): Uint8Array {
  const { dataDir, value, name = SETTING, isChanging = false } = options
  if (value !== undefined) return decoded(value, name)
  const file = join(dataDir, FILE)
  // Which of the two the database is under, the change finds out.
  if (!isChanging && existsSync(nextFileOf(dataDir)))
    throw new Error(
      `${nextFileOf(dataDir)} is there: a change of the secret was broken off. Call "cardstock secret change" again`,
    )
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw unwritable(`${dataDir} cannot be made`, error)
  }
  const database = join(dataDir, DATABASE)
  // Looked at first: another process that begins now makes the key before the database.
  const isWritten = existsSync(database)
  const secret = stored(file)
  if (secret !== undefined) return secret
  // With another key the audit trail would look forged from here on, and what was sealed is lost.
  if (isWritten)
    throw new Error(
      `${file} is missing, and ${database} was written with it: put it back (or set ${SETTING}), or move the database away to begin anew`,
    )
  return created(file, dataDir)
}

/** A 256-bit key for one purpose (HKDF-SHA-256, RFC 5869). Throws when the secret is too short. */
export function deriveKey(secret: Uint8Array, purpose: string): Buffer {
  if (secret.length < LEAST_BYTES) throw new Error(`A secret needs ${LEAST_BYTES} bytes or more`)
  return Buffer.from(hkdfSync('sha256', secret, '', `cardstock ${purpose}`, 32))
}

function decoded(text: string, name: string): Uint8Array {
  const bytes = bytesOf(text.trim())
  if (bytes === undefined || bytes.length < LEAST_BYTES) {
    throw new Error(
      `${name} must be base64 or hex of at least ${LEAST_BYTES} random bytes; make one with: openssl rand -base64 32`,
    )
  }
  if (new Set(bytes).size < LEAST_DIFFERENT || isCounted(bytes)) {
    throw new Error(`${name} is not random; make one with: openssl rand -base64 32`)
  }
  return bytes
}

/** 00 01 02 … and the like: what examples and tests put where a key belongs (threat T30). */
function isCounted(bytes: Uint8Array): boolean {
  const step = (index: number) => ((bytes[index] ?? 0) - (bytes[index - 1] ?? 0)) & 0xff
  return bytes.every((_byte, index) => index < 2 || step(index) === step(1))
}

/** All-hex text is hex: read as base64 a short hex key would look long enough. */
function bytesOf(text: string): Uint8Array | undefined {
  if (/^[0-9a-f]+$/i.test(text)) {
    return text.length % 2 === 0 ? Buffer.from(text, 'hex') : undefined
  }
  return /^[\w+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

export function stored(file: string): Uint8Array | undefined {
  const text = readPrivate(file)
  return text === undefined ? undefined : decoded(text, file)
}

/** Written aside and linked into place: readers see a whole key or none, and the first one wins. */
export function created(file: string, dataDir: string): Uint8Array {
  const aside = `${file}.${randomBytes(8).toString('hex')}`
  try {
    writeFileSync(aside, `${randomBytes(LEAST_BYTES).toString('base64')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    })
    linkSync(aside, file)
    synced(dataDir)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) {
      throw unwritable(`${file} cannot be made`, error)
    }
  } finally {
    rmSync(aside, { force: true })
  }
  const secret = stored(file)
  if (secret === undefined) throw new Error(`${file} vanished while it was being made`)
  return secret
}

/** Makes the new directory entry survive a power loss. Windows cannot open a directory. */
export function synced(directory: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(directory, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function unwritable(what: string, cause: unknown): Error {
  const { code = 'unknown' } = cause as { readonly code?: string }
  return new Error(
    `${what} (${code}): CARDSTOCK_DATA must name a directory that this user may write to`,
    { cause },
  )
}

function isCode(error: unknown, code: string): boolean {
  // By shape: errors of Node's own modules are no instances of another realm's Error.
  return (error as { code?: unknown } | null | undefined)?.code === code
}
