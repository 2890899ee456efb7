import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@jest/globals'
import { Kysely } from 'kysely'
import { sqliteDialect } from './sqlite-dialect.ts'

interface Tables {
  readonly thing: { readonly id: number }
}

async function withThings(use: (db: Kysely<Tables>) => Promise<void>): Promise<void> {
  const database = new DatabaseSync(':memory:')
  // SQLite itself ends the transaction here, as it does when the disk is full.
  database.exec('create table thing (id integer primary key on conflict rollback)')
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database) })
  await use(db)
  await db.destroy()
}

test('a failure that has ended its transaction is told as itself, and the next one works', async () => {
  await withThings(async (db) => {
    const twice = db.transaction().execute(async (within) => {
      await within.insertInto('thing').values({ id: 1 }).execute()
      await within.insertInto('thing').values({ id: 1 }).execute()
    })
    await expect(twice).rejects.toThrow(/UNIQUE constraint failed/)
    await db.transaction().execute(async (within) => {
      await within.insertInto('thing').values({ id: 2 }).execute()
    })
    expect(await db.selectFrom('thing').selectAll().execute()).toEqual([{ id: 2 }])
  })
})

test('an error of our own takes everything back', async () => {
  await withThings(async (db) => {
    const ours = db.transaction().execute(async (within) => {
      await within.insertInto('thing').values({ id: 1 }).execute()
      throw new Error('ours')
    })
    await expect(ours).rejects.toThrow('ours')
    expect(await db.selectFrom('thing').selectAll().execute()).toEqual([])
  })
})
