import { CdsError, type Problem } from '../../errors.ts'
import type { Writable } from '../registration/scopes.ts'
import { WRITABLE_MEMBERS } from './writable-members.ts'

/** Members of FHIR that are sent with what the app does not write. Other names may be anybody's data. */
const NAMED: ReadonlySet<string> = new Set([
  ...['id', 'meta', 'implicitRules', 'contained', 'extension', 'modifierExtension', 'text'],
  ...['language', 'identifier', 'basedOn', 'partOf', 'replaces', 'requisition', 'requester'],
  ...['performer', 'performerType', 'locationCode', 'locationReference', 'encounter', 'insurance'],
  ...['supportingInfo', 'specimen', 'reasonReference', 'relevantHistory', 'instantiatesUri'],
  ...['instantiatesCanonical', 'intent', 'issued', 'focus', 'device', 'hasMember', 'derivedFrom'],
  ...['author', 'authenticator', 'custodian', 'relatesTo', 'context', 'masterIdentifier'],
  ...['securityLabel', 'url', 'authorReference', 'authorString', 'display', 'type', 'note'],
])
/** An answer is for a person to read. */
const MOST = 10

/** Refuses what the app does not write; each member is named. @throws CdsError */
export function onlyWritable(type: Writable, resource: unknown): void {
  const checked = WRITABLE_MEMBERS[type].safeParse(resource)
  if (checked.success) return
  const problems = checked.error.issues.flatMap((issue): Problem[] => {
    const place = placeOf(type, issue.path)
    if (issue.code !== 'unrecognized_keys')
      return [{ field: place, remedy: `${place} is not of the kind that the app writes.` }]
    return issue.keys.map((name) =>
      NAMED.has(name)
        ? {
            field: `${place}.${name}`,
            remedy: `The app does not write ${place}.${name}: leave it out, or write it in the record’s own system.`,
          }
        : {
            field: place,
            remedy: `The app does not write all members of ${place}: leave out those that it does not know.`,
          },
    )
  })
  // One that stands for several is said once.
  const each = new Map(problems.map((problem) => [problem.remedy, problem]))
  throw new CdsError('CDS_APP_FORBIDDEN', [...each.values()].slice(0, MOST))
}

/** Names of ours and numbers only: a path stops before what is not known. */
function placeOf(type: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (place, part) => (typeof part === 'number' ? `${place}[${part}]` : `${place}.${String(part)}`),
    type,
  )
}
