import type { Action, Resource, Session, Suggestion, Writable } from '../api/contract.ts'

/** What the app may create at all, as the service has it; the granted scope may allow less. */
const WRITABLE: Readonly<Record<Writable, true>> = {
  ServiceRequest: true,
  Observation: true,
  DocumentReference: true,
}

/** What taking a suggestion would write, or why it cannot be taken here. */
export type Plan =
  | { readonly writes: readonly { readonly description: string; readonly resource: Resource }[] }
  | { readonly whyNot: string }

/**
 * All of a suggestion or nothing: half of it may be worse than none.
 */
export function planOf({ actions = [] }: Suggestion, { writes }: Pick<Session, 'writes'>): Plan {
  if (actions.length === 0) return { whyNot: 'This suggestion changes nothing in the record.' }
  const planned: { description: string; resource: Resource }[] = []
  for (const action of actions) {
    const whyNot = obstacle(action, writes)
    if (whyNot !== undefined) return { whyNot }
    if (action.type === 'create') planned.push(newOf(action))
  }
  return { writes: planned }
}

/** The id in a suggestion tells drafts apart for an EHR; in the record it is the server's to give. */
function newOf({ description, resource }: Extract<Action, { type: 'create' }>) {
  const { id: _, ...rest } = resource
  return { description, resource: rest as Resource }
}

const isWritable = (type: string): type is Writable => Object.hasOwn(WRITABLE, type)

function obstacle(action: Action, writes: readonly string[]): string | undefined {
  if (action.type !== 'create')
    return 'This app only adds to the record: take this suggestion in the record’s own system.'
  const { resourceType } = action.resource
  if (!isWritable(resourceType))
    return `This app does not write a ${resourceType}: take this suggestion in the record’s own system.`
  return writes.includes(resourceType)
    ? undefined
    : `You have not been granted the right to write a ${resourceType} from this app.`
}
