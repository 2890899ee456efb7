import { everyScoreNeeds } from '../../engine/advice.ts'
import { allNeeds, type LoadedService } from '../../engine/registry.ts'

/** What the app can create; the same three that suggestions of rules are made of. */
export const WRITABLE = ['ServiceRequest', 'Observation', 'DocumentReference'] as const
export type Writable = (typeof WRITABLE)[number]

/** The resource types that scores and the rules of these services read, in name order. */
export function typesRead(services: readonly LoadedService[]): readonly string[] {
  const rules = services.flatMap((service) => service.rules)
  const needs = [...everyScoreNeeds(), ...rules.flatMap(allNeeds)]
  // The patient for the banner, too.
  return [
    ...new Set(['Patient', ...needs.flatMap(({ template }) => template.type ?? [])]),
  ].toSorted()
}

/** What a server says of the scopes it knows. */
export interface ScopeSupport {
  readonly capabilities: readonly string[]
  readonly scopes?: readonly string[] | undefined
}

/**
 * The scopes to ask for, no more than the services need (SMART App Launch 2.2 §3.0): version 2, or
 * version 1 where the server has no other.
 *
 * @param launch `launch` in an EHR launch, `launch/patient` standing alone
 */
export function scopesFor(
  types: readonly string[],
  { capabilities, scopes: known }: ScopeSupport,
  launch: 'launch' | 'launch/patient',
  instead?: readonly string[],
): string {
  if (instead !== undefined) return [...new Set([launch, ...instead])].join(' ')
  const isV2 = capabilities.includes('permission-v2')
  const [read, write] = isV2 ? ['rs', 'c'] : ['read', 'write']
  // So that a session outlives its first token, and ends with the user's.
  const online = known === undefined || known.includes('online_access') ? ['online_access'] : []
  return [
    launch,
    ...['openid', 'fhirUser'],
    ...online,
    ...types.map((type) => `patient/${type}.${read}`),
    ...WRITABLE.map((type) => `patient/${type}.${write}`),
  ].join(' ')
}

/** The types that a granted scope lets us create. Nothing is presumed of scopes in no SMART syntax. */
export function writesOf(scope: string): readonly Writable[] {
  const granted = new Set<string>()
  for (const each of scope.split(/\s+/)) {
    const match = /^(?:patient|user)\/([A-Za-z]+|\*)\.([a-z*]+)(\?.*)?$/.exec(each)
    const [, type = '', rights = '', narrowed] = match ?? []
    // A scope for some resources only would have to be judged by each.
    if (match !== null && narrowed === undefined && grantsCreating(rights)) granted.add(type)
  }
  return WRITABLE.filter((type) => granted.has(type) || granted.has('*'))
}

function grantsCreating(rights: string): boolean {
  return rights === 'write' || rights === '*' || /^cr?u?d?s?$/.test(rights)
}
