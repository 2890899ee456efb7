import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { migrate } from './migrations.ts'
import type { Schema } from './schema.ts'
import { type Backend, SqlStore } from './sql-store.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import type { Store } from './store.ts'

export interface SqliteStoreOptions {
  /** Path of the database file, made when absent, or `:memory:`. */
  readonly file: string
  /** At least 32 bytes; comments are sealed with a key derived from it. */
  readonly secret: Uint8Array
  /** How long decisions may wait in the buffer, in milliseconds. Default 250. */
  readonly flushAfterMs?: number
  /** How many decisions the buffer holds. Default 50,000. */
  readonly bufferLimit?: number
  /** Told of failures in the background, which no caller would see otherwise. */
  readonly onError?: (error: Error) => void
}

const MEMORY = ':memory:'
/** While starting another process may be migrating; later the event loop must not wait for a lock. */
const STARTING_BUSY_MS = 5_000
const RUNNING_BUSY_MS = 20
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
  let database: DatabaseSync | undefined
  try {
    database = openDatabase(options.file)
    return await sqliteStoreOn(database, options)
  } catch (cause) {
    if (database?.isOpen) database.close()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`The store ${options.file} cannot be opened: ${reason}`, { cause })
  }
}

/** Opens the file, readable by its owner alone, in WAL mode: a commit is an fsync (promise R7). */
export function openDatabase(file: string): DatabaseSync {
  if (file !== MEMORY) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    closeSync(openSync(file, 'a', 0o600))
  }
  const database = new DatabaseSync(file, { timeout: STARTING_BUSY_MS })
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
  database.exec(`pragma busy_timeout = ${RUNNING_BUSY_MS}`)
  const backend: Backend = {
    db,
    isBusy: (error) => [BUSY, LOCKED].includes(resultCode(error) ?? 0),
    isRowFault: (error) => ROW_FAULTS.includes(resultCode(error) ?? 0),
    assertInPlace: placeOf(options.file),
  }
  return new SqlStore(backend, {
    secret: options.secret,
    flushAfterMs: options.flushAfterMs ?? 250,
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

/** SQLite's primary result code: the low byte of the extended one. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}
