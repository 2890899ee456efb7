import type { Kysely, Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** How often sessions of the companion app were ended from outside, by name: whoever began before is out. */
export interface SessionEnds {
  /** Ends what goes by these names, durably before it resolves. Rejects where it could not. */
  end(names: readonly string[], at: Date): Promise<void>
  /** How often each was ended, of some names or of all; what was never ended is not there. */
  counts(names?: readonly string[]): Promise<ReadonlyMap<string, number>>
}

export interface SqlSessionEndsOptions {
  readonly db: Kysely<Schema>
  /** Runs the work in one transaction, one after the other. */
  readonly write: (work: (db: Transaction<Schema>) => Promise<void>) => Promise<void>
}

/** Counts rather than times: clocks that are set back let nobody in again. */
export class SqlSessionEnds implements SessionEnds {
  readonly #options: SqlSessionEndsOptions

  constructor(options: SqlSessionEndsOptions) {
    this.#options = options
  }

  async end(names: readonly string[], at: Date): Promise<void> {
    const ended_at = at.toISOString()
    await this.#options.write(async (db) => {
      for (const name of names)
        await db
          .insertInto('session_end')
          .values({ name, count: 1, ended_at })
          .onConflict((conflict) =>
            conflict
              .column('name')
              .doUpdateSet((row) => ({ count: row('session_end.count', '+', 1), ended_at })),
          )
          .execute()
    })
  }

  async counts(names?: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const all = this.#options.db.selectFrom('session_end').select(['name', 'count'])
    const rows = await (names === undefined ? all : all.where('name', 'in', names)).execute()
    return new Map(rows.map(({ name, count }) => [name, count]))
  }
}
