import type { AuditRecord } from './audit.ts'
import { collected } from './samples.ts'
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
    strangers: 0,
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

export async function recorded(store: Store, records: readonly AuditRecord[]): Promise<void> {
  for (const each of records) store.audit.record(each)
  await store.flush()
}

export const ids = async (store: Store) =>
  (await collected(store.audit.records())).map(({ requestId }) => requestId)
