import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { AuditRecord } from './audit.ts'
import { collected, inTempDir, SECRET } from './samples.ts'
import { openDatabase, sqliteStoreOn } from './sqlite.ts'
import type { Store } from './store.ts'

/** One hook call as the trail keeps it. */
export function record(requestId: string, more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    event: 'hook',
    at: '2026-03-01T09:00:00.000Z',
    requestId,
    client: 'ehr-a',
    tenant: 'north',
    address: '10.1.2.3',
    service: 'medication-safety',
    hook: 'order-sign',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    user: 'Practitioner/dr-strange',
    patientKey: 'k',
    supplied: 'MedicationRequest Patient',
    fetched: 'Observation',
    rules: 'metformin-kidney:evaluated',
    cards: 1,
    code: '',
    status: 200,
    micros: 3210,
    affected: 0,
    ...more,
  }
}

export const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => record(`r${from + index}`))

/** A store on a file, with the database beneath it in hand. */
export interface Bench {
  readonly store: Store
  readonly database: DatabaseSync
  readonly file: string
}

export async function bench(
  use: (bench: Bench) => Promise<void>,
  options: { flushAfterMs?: number; bufferLimit?: number } = {},
): Promise<void> {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const database = openDatabase(file)
    const store = await sqliteStoreOn(database, { file, secret: SECRET, ...options })
    try {
      await use({ store, database, file })
    } finally {
      if (database.isOpen) await store.close()
    }
  })
}

export async function recorded(store: Store, records: readonly AuditRecord[]): Promise<void> {
  for (const each of records) store.audit.record(each)
  await store.flush()
}

export const ids = async (store: Store) =>
  (await collected(store.audit.records())).map(({ requestId }) => requestId)
