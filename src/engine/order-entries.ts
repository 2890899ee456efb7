import { referenceParts } from '../clinical/readers/reference.ts'
import { isResource, type Resource } from '../prefetch/data.ts'
import type { Included } from '../prefetch/medications.ts'

/** A Bundle's entries, or the one resource that a hook carries. */
export function entriesOf(value: unknown): Included[] {
  if (!isResource(value)) return []
  if (value.resourceType !== 'Bundle') return [{ resource: value }]
  const entries = Array.isArray(value.entry) ? value.entry : []
  return entries.flatMap((entry: { resource?: unknown; fullUrl?: unknown } | null) =>
    isResource(entry?.resource) ? [{ resource: entry.resource, fullUrl: entry.fullUrl }] : [],
  )
}

/** Whether a Bundle has an entry without a resource in it; what is nothing at all is no entry. */
export function hasUnread(value: unknown): boolean {
  const entries = isResource(value) && Array.isArray(value.entry) ? value.entry : []
  return entries.some((entry: { resource?: unknown } | null | undefined) => {
    if (entry === null || entry === undefined) return false
    return !isResource(entry.resource) || entry.resource.resourceType === 'Bundle'
  })
}

const GROUPS: ReadonlySet<unknown> = new Set(['RequestGroup', 'RequestOrchestration', 'CarePlan'])
const REQUESTS = /^(?:Medication|Service|Device)Request$|^NutritionOrder$/

/**
 * The orders that an order set holds inside itself. They are read like others; without their ids, since no
 * action could name them: who takes one back has to change the set.
 */
export function heldIn(resource: Resource): Resource[] {
  const { contained } = resource
  if (!GROUPS.has(resource.resourceType) || !Array.isArray(contained)) return []
  return contained.filter(isResource).flatMap((each) => {
    if (!REQUESTS.test(each.resourceType)) return []
    const { id: _local, resourceType, ...rest } = each
    // A Medication that it names by `#id` stands beside it.
    return [{ ...rest, resourceType, contained }]
  })
}

/** What stands in place of an order that no rule may read. */
export const UNREAD: Resource = Object.freeze({ resourceType: 'Basic' })

/** A Bundle, or the one resource that a hook carries, without the orders that `isOut` names. */
export function withoutOrders(value: unknown, isOut: (resource: Resource) => boolean): unknown {
  if (!isResource(value)) return value
  if (value.resourceType !== 'Bundle') return isOut(value) ? UNREAD : ownOf(value, isOut)
  if (!Array.isArray(value.entry)) return value
  const entry = value.entry.flatMap((each: { resource?: unknown } | null) => {
    if (!isResource(each?.resource)) return [each]
    if (each.resource.resourceType === 'Medication') return [each]
    return isOut(each.resource) ? [] : [{ ...each, resource: ownOf(each.resource, isOut) }]
  })
  return { ...value, entry }
}

/** An order set without those of the orders it holds inside itself. */
function ownOf(resource: Resource, isOut: (resource: Resource) => boolean): Resource {
  const { contained } = resource
  if (!GROUPS.has(resource.resourceType) || !Array.isArray(contained)) return resource
  const own = contained.filter(
    (each) => !isResource(each) || !REQUESTS.test(each.resourceType) || !isOut(each),
  )
  return { ...resource, contained: own }
}

/** Whether an order has an id that a selection can name. */
export function isNamed(resource: Resource): resource is Resource & { readonly id: string } {
  return typeof resource.id === 'string' && resource.id !== ''
}

/** How many selections name none of the orders. */
export function unresolvedOf(
  selected: ReadonlySet<string> | undefined,
  resources: readonly Resource[],
): number {
  if (selected === undefined) return 0
  const ids = new Set(resources.filter(isNamed).map(({ id }) => id))
  return [...selected].filter((id) => !ids.has(id)).length
}

/** Older clients send bare ids. */
export function selectedIds(selections: unknown): ReadonlySet<string> | undefined {
  if (!Array.isArray(selections)) return undefined
  return new Set(
    selections.flatMap((each) =>
      typeof each === 'string' ? [referenceParts(each)?.id ?? each] : [],
    ),
  )
}
