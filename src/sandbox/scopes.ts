/** create, read, update, delete, search (SMART App Launch 2.2, "Scopes for requesting FHIR resources"). */
export type Right = 'c' | 'r' | 'u' | 'd' | 's'

interface DataScope {
  readonly context: 'patient' | 'user'
  /** A resource type, or `*`. */
  readonly type: string
  readonly rights: string
}

const V1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' }

/** A scope about data, v1 or v2; `undefined` for any other, those with a query among them. */
function dataScope(text: string): DataScope | undefined {
  const found = /^(patient|user)\/(\*|[A-Z][A-Za-z]{1,40})\.(read|write|\*|c?r?u?d?s?)$/.exec(text)
  const [, context, type, asked = ''] = found ?? []
  if (asked === '' || type === undefined) return undefined
  return { context: context as DataScope['context'], type, rights: V1[asked] ?? asked }
}

const CONTEXT = new Set(['launch', 'launch/patient', 'launch/encounter'])
const OTHER = new Set(['openid', 'fhirUser', 'profile', 'offline_access', 'online_access'])

/** Of what was asked for, what this server can grant; the rest is left out (RFC 6749, 3.3). */
export function grantable(asked: string): readonly string[] {
  const known = (text: string) =>
    CONTEXT.has(text) || OTHER.has(text) || dataScope(text) !== undefined
  return [...new Set(asked.split(' '))].filter(known)
}

/** Scopes that a person may leave out; launch context is no permission. */
export function isChoice(scope: string): boolean {
  return !CONTEXT.has(scope)
}

/** How far a granted scope reaches: all records, those of the launch's patient, or none. */
export function reachOfScope(
  scope: string,
  type: string,
  right: Right,
): 'all' | 'patient' | 'none' {
  let reach: 'patient' | 'none' = 'none'
  for (const each of scope.split(' ')) {
    const data = dataScope(each)
    if (data === undefined || !data.rights.includes(right)) continue
    if (data.type !== '*' && data.type !== type) continue
    if (data.context === 'user') return 'all'
    reach = 'patient'
  }
  return reach
}
