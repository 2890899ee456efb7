/**
 * The servers of the benchmark, each in a process of its own. `services` is what ships, with decisions,
 * audit trail, metrics and log; the others show one cost each, apart.
 */
export const KINDS = [
  'bare',
  'services',
  'services-no-store',
  'services-no-audit',
  'jwt-es384',
  'jwt-rs384',
  'workers',
  'workers-jwt-es384',
  'workers-jwt-rs384',
  'rules-5',
  'rules-1000',
] as const
export type Kind = (typeof KINDS)[number]

/** The algorithm whose tokens a server wants to see; undefined: it is open. */
export function tokenAlg(kind: Kind): 'ES384' | 'RS384' | undefined {
  if (kind.endsWith('jwt-rs384')) return 'RS384'
  return kind.endsWith('jwt-es384') ? 'ES384' : undefined
}

export const PUBLIC_URL = 'https://cds.example'
export const ISSUER = 'https://ehr.example'
