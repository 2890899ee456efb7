import { createHmac, createSecretKey } from 'node:crypto'
import { deriveKey } from '../security/secret.ts'
import type { AuditMarkTable, AuditTable } from './schema.ts'

/** A record without its proof. */
export type UnprovedAudit = Omit<AuditTable, 'mac'>

export interface AuditChain {
  /** The proof of a record: it holds for this content behind this predecessor only. */
  readonly mac: (previous: string, row: UnprovedAudit) => string
  /** A mark with its own proof, so that nobody without the key can set it back or forward. */
  readonly mark: (name: AuditMarkTable['name'], seq: number, mac: string) => AuditMarkTable
  readonly isGenuine: (mark: AuditMarkTable) => boolean
}

/** What stands before the first record. */
export const GENESIS = { seq: 0, mac: '' } as const

/**
 * Chains audit records: HMAC-SHA-256 (base64url) over the predecessor's proof and the content, under a
 * key derived for this purpose alone. Who holds the database without the key can neither change, insert,
 * reorder nor remove a record unnoticed.
 */
export function auditChain(secret: Uint8Array): AuditChain {
  // Node makes a key of bytes anew for each use, at five times the cost of the rest.
  const key = createSecretKey(deriveKey(secret, 'audit'))
  const proof = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  const markProof = (name: string, seq: number, mac: string) =>
    proof(JSON.stringify(['mark', name, seq, mac]))
  return {
    // Only the last part is of open length, so no two records give one text.
    mac: (previous, { seq, recorded_at, content }) =>
      proof(`${previous} ${seq} ${recorded_at} ${content}`),
    mark: (name, seq, mac) => ({ name, seq, mac, proof: markProof(name, seq, mac) }),
    isGenuine: ({ name, seq, mac, proof }) => proof === markProof(name, seq, mac),
  }
}
