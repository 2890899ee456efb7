import type { EngineDeps } from './evaluate.ts'

/**
 * What stands for a patient in the score cache and in records: a keyed hash, since an id tells one
 * patient from another only within a tenant and on one FHIR server (T21). `bases` as `basesOf` gives
 * them; where they are several, the call does not say which is meant, and no server is named.
 */
export function patientKeyOf(
  hash: EngineDeps['hash'],
  tenant: string,
  bases: readonly string[],
  patientId: string,
): string {
  const [base = '', ...others] = bases
  return hash(tenant, others.length === 0 ? base : '', patientId)
}
