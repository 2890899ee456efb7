import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Kysely, Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** What differs between databases. */
export interface Backend {
  readonly db: Kysely<Schema>
  /** Another connection holds the lock: worth another try. */
  readonly isBusy: (error: unknown) => boolean
  /** The data are at fault (a constraint, a type), not the database. */
  readonly isRowFault: (error: unknown) => boolean
  /** Throws when writes would go to a database that nobody will read again. */
  readonly assertInPlace: () => void
}

/** How long a write waits for another process's lock; after that the client may try again. */
const BUSY_LIMIT_MS = 2_500
const BUSY_PAUSE_MS = 25

/** All writes of a process, in turn. */
export class WriteTurn {
  readonly #backend: Backend
  #failed = 0
  /** Until the first write succeeds nobody knows that writing works. */
  #writable = false
  #turn: Promise<unknown> = Promise.resolve()

  constructor(backend: Backend) {
    this.#backend = backend
  }

  get failed(): number {
    return this.#failed
  }

  get writable(): boolean {
    return this.#writable
  }

  /** One after the other: many writes that each tried for the same lock would hold up the process. */
  write<T>(
    work: (db: Transaction<Schema>) => Promise<T>,
    limitMs: number = BUSY_LIMIT_MS,
  ): Promise<T> {
    const deadline = performance.now() + limitMs
    const written = this.#turn.then(() => this.#writeBefore(deadline, work))
    // Hook calls come between two writes; a failure is the affair of its own caller.
    this.#turn = written.then(
      () => nextTurn(),
      () => nextTurn(),
    )
    return written
  }

  /** Tries at least once, and again while the lock is held elsewhere, until the deadline. */
  async #writeBefore<T>(
    deadline: number,
    work: (db: Transaction<Schema>) => Promise<T>,
  ): Promise<T> {
    while (true) {
      try {
        return await this.attempt(work)
      } catch (error) {
        if (!this.#backend.isBusy(error) || performance.now() >= deadline) throw error
        await pause(BUSY_PAUSE_MS)
      }
    }
  }

  /** Tries once, in nobody's turn. */
  async attempt<T>(work: (db: Transaction<Schema>) => Promise<T>): Promise<T> {
    try {
      this.#backend.assertInPlace()
      const result = await this.#backend.db.transaction().execute(work)
      this.#writable = true
      return result
    } catch (error) {
      this.#failed += 1
      this.#writable = false
      throw error
    }
  }
}
