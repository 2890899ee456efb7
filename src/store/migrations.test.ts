import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from '@jest/globals'
import { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from './migrations.ts'
import { accepted, call, collected, decision, inTempDir, overridden, SECRET } from './samples.ts'
import { openSqliteStore } from './sqlite.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

/** A file as an older version left it: only the first step, and one decision. */
async function olderFile(file: string): Promise<void> {
  const [first] = Object.entries(migrations)
  if (first === undefined) throw new Error('no migrations')
  const db = new Kysely<{ decision: Record<string, string> }>({
    dialect: sqliteDialect(new DatabaseSync(file)),
  })
  const provider = { getMigrations: async () => Object.fromEntries([first]) }
  expect((await new Migrator({ db, provider }).migrateToLatest()).error).toBeUndefined()
  const { suggestions, ruleVersion, cardName, hookInstance, patientKey, servedAt, ...same } =
    decision('old')
  await db
    .insertInto('decision')
    .values({
      ...same,
      suggestions: JSON.stringify(suggestions),
      rule_version: ruleVersion,
      card_name: cardName,
      hook_instance: hookInstance,
      patient_key: patientKey,
      served_at: servedAt,
    })
    .execute()
  await db.destroy()
}

test('an older file is brought up to date and keeps its rows', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    await olderFile(file)
    const store = await openSqliteStore({ file, secret: SECRET })
    await store.saveFeedback(call([accepted('old')]))
    expect(await collected(store.feedback())).toMatchObject([{ card: 'old', verified: true }])
    await store.close()
  })
})

test('the words of a reason that an older version kept in clear are read as they are', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const reason = { code: 'other', display: 'As the older version had it' }
    const before = await openSqliteStore({ file, secret: SECRET })
    await before.saveFeedback(call([{ ...overridden('old'), overrideReason: { reason } }]))
    await before.close()
    const database = new DatabaseSync(file)
    database.exec(`update feedback set sealed_display = null, reason_display = '${reason.display}'`)
    database.close()
    const store = await openSqliteStore({ file, secret: SECRET })
    const rows = await collected(store.feedback({ includeUnverified: true }))
    await store.close()
    expect(rows).toMatchObject([{ reasonDisplay: reason.display, displayUnreadable: false }])
  })
})

test('migrating twice, and from several openings at once, changes nothing', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const schema = (): unknown => {
      const database = new DatabaseSync(file)
      const rows = database.prepare('select name, sql from sqlite_schema order by name').all()
      database.close()
      return rows
    }
    const stores = await Promise.all([1, 2, 3].map(() => openSqliteStore({ file, secret: SECRET })))
    await Promise.all(stores.map((store) => store.close()))
    const before = schema()
    await (await openSqliteStore({ file, secret: SECRET })).close()
    expect(schema()).toEqual(before)
  })
})

test('a file of a newer version stops the start', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    await (await openSqliteStore({ file, secret: SECRET })).close()
    const database = new DatabaseSync(file)
    database.exec("insert into kysely_migration values ('9999-future', '2099-01-01T00:00:00.000Z')")
    database.close()
    await expect(openSqliteStore({ file, secret: SECRET })).rejects.toThrow(
      /newer version \(9999-future\): start that version, or put back/,
    )
  })
})
