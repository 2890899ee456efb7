import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

/**
 * The schema, step by step. Only `text` and `integer` columns and standard SQL, so that SQLite and
 * PostgreSQL share the steps. A released step is never edited; append a new one. Steps only add:
 * during a rolling restart the previous version still writes (promise R13).
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-decision': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('decision')
        .addColumn('card', 'text', (column) => column.primaryKey().notNull())
        .addColumn('suggestions', 'text', (column) => column.notNull())
        .addColumn('service', 'text', (column) => column.notNull())
        .addColumn('rule', 'text', (column) => column.notNull())
        .addColumn('rule_version', 'text', (column) => column.notNull())
        .addColumn('card_name', 'text', (column) => column.notNull())
        .addColumn('indicator', 'text', (column) => column.notNull())
        .addColumn('hook', 'text', (column) => column.notNull())
        .addColumn('hook_instance', 'text', (column) => column.notNull())
        .addColumn('client', 'text', (column) => column.notNull())
        .addColumn('patient_key', 'text', (column) => column.notNull())
        .addColumn('served_at', 'text', (column) => column.notNull())
        .addCheckConstraint(
          'decision_indicator_known',
          sql`indicator in ('info', 'warning', 'critical')`,
        )
        .execute()
      await db.schema.createIndex('decision_served_at').on('decision').column('served_at').execute()
    },
  },
  '0002-feedback': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('feedback')
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('client', 'text', (column) => column.notNull())
        .addColumn('service', 'text', (column) => column.notNull())
        .addColumn('card', 'text', (column) => column.notNull())
        .addColumn('outcome', 'text', (column) => column.notNull())
        .addColumn('outcome_timestamp', 'text', (column) => column.notNull())
        .addColumn('accepted_suggestions', 'text', (column) => column.notNull())
        .addColumn('reason_system', 'text')
        .addColumn('reason_code', 'text')
        .addColumn('reason_display', 'text')
        .addColumn('sealed_comment', 'text')
        .addColumn('received_at', 'text', (column) => column.notNull())
        .addCheckConstraint('feedback_outcome_known', sql`outcome in ('accepted', 'overridden')`)
        .addUniqueConstraint('feedback_once', ['client', 'card', 'outcome', 'outcome_timestamp'])
        .execute()
    },
  },
  '0003-probe': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('probe')
        .addColumn('id', 'integer', (column) => column.primaryKey().notNull())
        .addColumn('checked_at', 'text', (column) => column.notNull())
        .execute()
    },
  },
  '0004-audit': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('audit')
        .addColumn('seq', 'integer', (column) => column.primaryKey().notNull())
        .addColumn('recorded_at', 'text', (column) => column.notNull())
        .addColumn('content', 'text', (column) => column.notNull())
        .addColumn('mac', 'text', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('audit_mark')
        .addColumn('name', 'text', (column) => column.primaryKey().notNull())
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('mac', 'text', (column) => column.notNull())
        .addColumn('proof', 'text', (column) => column.notNull())
        .execute()
    },
  },
  '0005-used-token': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('used_token')
        .addColumn('name', 'text', (column) => column.primaryKey().notNull())
        .addColumn('issuer', 'text', (column) => column.notNull())
        .addColumn('until', 'integer', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('used_token_until').on('used_token').column('until').execute()
    },
  },
  '0006-sealed-display': {
    async up(db: Kysely<unknown>) {
      // What stands in `reason_display` was written by versions before this one.
      await db.schema.alterTable('feedback').addColumn('sealed_display', 'text').execute()
    },
  },
  '0007-session-end': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('session_end')
        .addColumn('name', 'text', (column) => column.primaryKey().notNull())
        .addColumn('count', 'integer', (column) => column.notNull())
        .addColumn('ended_at', 'text', (column) => column.notNull())
        .execute()
    },
  },
}

/**
 * Brings the schema up to date; does nothing when it is. Throws when a step fails, or when the
 * database was written by a newer version of the software.
 */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  const [, newer] = /executed migration (\S+) is missing/.exec(String(error)) ?? []
  throw newer === undefined
    ? error
    : new Error(
        `it is of a newer version (${newer}): start that version, or put back what was kept before the upgrade`,
        { cause: error },
      )
}
