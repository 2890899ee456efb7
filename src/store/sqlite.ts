import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { types } from 'node:util'
import { Kysely } from 'kysely'
import { migrate } from './migrations.ts'
import type { Schema } from './schema.ts'
import { SqlStore } from './sql-store.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import type { Store } from './store.ts'
import type { Backend } from './write-turn.ts'

export interface SqliteStoreOptions {
  /** Path of the database file, made when absent, or `:memory:`. */
  readonly file: string
  /** At least 32 bytes; comments are sealed with a key derived from it. */
  readonly secret: Uint8Array
  /** How long decisions may wait in the buffer, in milliseconds. Default 500. */
  readonly flushAfterMs?: number
  /** How many decisions the buffer holds. Default 50,000. */
  readonly bufferLimit?: number
  /** Told of failures in the background, which no caller would see otherwise. */
  readonly onError?: (error: Error) => void
}

const MEMORY = ':memory:'
/** Waiting inside SQLite holds up the whole process: a little, then try again in another turn. */
const BUSY_MS = 5
/** Another process may be making or migrating the file: 6 s. */
const STARTING_PAUSES_MS = [20, 50, 100, 200, 400, 800, 1_500, 3_000]
/** Primary result codes, https://sqlite.org/rescode.html */
const BUSY = 5
const LOCKED = 6
const ROW_FAULTS: readonly number[] = [18 /* TOOBIG */, 19 /* CONSTRAINT */, 20 /* MISMATCH */]

/**
 * Opens the store in an SQLite file (or in memory, for tests) and brings its schema up to date.
 * Throws an Error naming the file when it cannot be opened, is damaged or is of a newer version.
 *
 * @example
 * const store = await openSqliteStore({ file: 'data/cardstock.db', secret })
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  for (const pauseMs of STARTING_PAUSES_MS) {
    try {
      return await opened(options)
    } catch (error) {
      if (!isBusy(error)) throw unopened(options.file, error)
      await pause(pauseMs)
    }
  }
  return await opened(options).catch((error: unknown) => {
    throw unopened(options.file, error)
  })
}

async function opened(options: SqliteStoreOptions): Promise<Store> {
  const database = openDatabase(options.file)
  try {
    return await sqliteStoreOn(database, options)
  } catch (error) {
    if (database.isOpen) database.close()
    throw error
  }
}

function unopened(file: string, cause: unknown): Error {
  const reason = types.isNativeError(cause) ? cause.message : String(cause)
  return new Error(`The store ${file} cannot be opened: ${reason}`, { cause })
}

/** Opens the file, readable by its owner alone, in WAL mode: a commit is an fsync (promise R7). */
export function openDatabase(file: string): DatabaseSync {
  if (file !== MEMORY) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    closeSync(openSync(file, 'a', 0o600))
  }
  const database = new DatabaseSync(file, { timeout: BUSY_MS })
  try {
    database.exec(`
      pragma journal_mode = wal;
      pragma synchronous = full;
      pragma foreign_keys = on;
    `)
  } catch (error) {
    database.close()
    throw error
  }
  return database
}

/** The store on an open database, which it closes in the end. */
export async function sqliteStoreOn(
  database: DatabaseSync,
  options: SqliteStoreOptions,
): Promise<Store> {
  const db = new Kysely<Schema>({ dialect: sqliteDialect(database) })
  await migrate(db)
  const backend: Backend = {
    db,
    isBusy,
    isRowFault: (error) => isBadArgument(error) || ROW_FAULTS.includes(resultCode(error) ?? 0),
    assertInPlace: placeOf(options.file),
  }
  return new SqlStore(backend, {
    secret: options.secret,
    flushAfterMs: options.flushAfterMs ?? 500,
    bufferLimit: options.bufferLimit ?? 50_000,
    onError: options.onError ?? (() => {}),
  })
}

/** A file that was moved or replaced would take acknowledged feedback with it. */
function placeOf(file: string): () => void {
  if (file === MEMORY) return () => {}
  const opened = statSync(file, { bigint: true })
  return () => {
    const now = statSync(file, { bigint: true, throwIfNoEntry: false })
    if (now?.ino === opened.ino && now.dev === opened.dev) return
    throw new Error(`The database file ${file} was moved or replaced: restart to use the new one`)
  }
}

function isBusy(error: unknown): boolean {
  return [BUSY, LOCKED].includes(resultCode(error) ?? 0)
}

/** node:sqlite refuses a value that SQLite has no type for. */
function isBadArgument(error: unknown): boolean {
  return (error as { code?: unknown } | null | undefined)?.code === 'ERR_INVALID_ARG_TYPE'
}

/** SQLite's primary result code: the low byte of the extended one. */
function resultCode(error: unknown): number | undefined {
  // By shape: errors of Node's own modules are no instances of another realm's Error.
  const code = (error as { errcode?: unknown } | null | undefined)?.errcode
  return typeof code === 'number' ? code & 0xff : undefined
}
