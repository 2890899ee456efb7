import { join } from 'node:path'
import { DATABASE, loadSecret } from '../../src/security/secret.ts'
import type { AuditVerdict, StoredAuditRecord } from '../../src/store/audit.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'

/** The audit trail as it is on the disk once the process has ended, and whether its chain holds. */
export async function keptTrail(
  dataDir: string,
): Promise<{ readonly records: readonly StoredAuditRecord[]; readonly verdict: AuditVerdict }> {
  const file = join(dataDir, DATABASE)
  const store = await openSqliteStore({ file, secret: loadSecret({ dataDir }) })
  const records: StoredAuditRecord[] = []
  for await (const record of store.audit.records()) records.push(record)
  const verdict = await store.audit.verify()
  await store.close()
  return { records, verdict }
}
