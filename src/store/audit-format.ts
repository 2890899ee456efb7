import type { Sealer } from '../security/seal.ts'
import type { AuditRecord, StoredAuditRecord } from './audit.ts'
import type { AuditTable } from './schema.ts'

/** Users whose sealed names are kept at hand; those of one shift come again and again. */
const KEPT_USERS = 1_000

/** Records as JSON text and back; the time stands beside it. */
export interface AuditFormat {
  readonly write: (record: AuditRecord) => string
  readonly read: (row: AuditTable) => StoredAuditRecord
}

/** Versions before this one counted no strangers. */
type Content = Omit<AuditRecord, 'at' | 'strangers'> & Partial<Pick<AuditRecord, 'strangers'>>

/** `user` is sealed for its client; JSON escapes what a database would refuse in a text (threat T24). */
export function auditFormat(sealer: Sealer): AuditFormat {
  const sealed = new Map<string, string>()
  const seal = (client: string, user: string): string => {
    const key = `${client} ${user}`
    const known = sealed.get(key)
    if (known !== undefined) return known
    if (sealed.size >= KEPT_USERS) sealed.clear()
    const made = sealer.seal(user, client)
    sealed.set(key, made)
    return made
  }
  return {
    write({ at: _, user, ...rest }) {
      const content: Content = { ...rest, user: user === '' ? '' : seal(rest.client, user) }
      return JSON.stringify(content)
    },
    read(row) {
      // Cast: the column is written by `write` alone.
      const { user, strangers = 0, ...rest } = JSON.parse(row.content) as Content
      const opened = user === '' ? '' : sealer.open(user, rest.client)
      return { seq: row.seq, at: row.recorded_at, ...rest, strangers, user: opened }
    },
  }
}
