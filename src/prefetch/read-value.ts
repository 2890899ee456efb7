import { pageOf } from '../fhir/page.ts'
import { isResource, type Resource } from './data.ts'
import type { Included } from './medications.ts'
import { judgeOutcome } from './outcome.ts'
import type { Template } from './template.ts'

/** Older releases name the same thing differently; the fields that we read are alike. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['MedicationOrder', 'MedicationRequest'],
  ['ProcedureRequest', 'ServiceRequest'],
  ['DiagnosticOrder', 'ServiceRequest'],
])

/** The current name of a resource type. */
export function currentType(type: string): string {
  return ALIASES.get(type) ?? type
}

/** What a prefetch value, or an answer of the FHIR server, says about one template. */
export type ValueReading =
  | { readonly state: 'absent' } // as if nothing had been sent
  | { readonly state: 'none' } // an explicit "nothing found"
  | {
      readonly state: 'some'
      readonly resources: readonly Resource[]
      readonly included: readonly Included[]
      /** True where a warning says that something is missing. */
      readonly partial: boolean
      /** The page itself, where others follow that are wanted too. */
      readonly firstPage?: Resource
    }
  | { readonly state: 'failed' }

/** What of one key is used (threat T14); what is beyond makes the data partial, never silently whole. */
const MOST_ENTRIES = 5000

const ABSENT = { state: 'absent' } as const
const FAILED = { state: 'failed' } as const

/**
 * Reads a value of any shape that real clients send: resource, Bundle, `null`, OperationOutcome (bare
 * or inside a Bundle), the older `{ response, resource }` wrapping, a Bundle for a read and a bare
 * resource for a search (`PFD-05` to `PFD-07`, `PFD-13`).
 */
export function readValue(template: Template, value: unknown): ValueReading {
  if (value === null) return { state: 'none' }
  const resource = isResource(value) ? value : unwrapped(value)
  if (resource === undefined) return ABSENT
  if (resource.resourceType === 'OperationOutcome') return FAILED
  if (resource.resourceType === 'Bundle') return fromBundle(template, resource)
  if (!isOfType(resource, template)) return ABSENT
  return { state: 'some', resources: [resource], included: [], partial: false }
}

function unwrapped(value: unknown): Resource | undefined {
  if (typeof value !== 'object' || value === null || !('resource' in value)) return undefined
  return isResource(value.resource) ? value.resource : undefined
}

function fromBundle(template: Template, bundle: Resource): ValueReading {
  const page = pageOf(bundle)
  if (page === undefined) return ABSENT
  const resources: Resource[] = []
  const included: Included[] = []
  let partial = page.entries.length > MOST_ENTRIES
  let matches = 0
  let holes = false
  let strangers = false
  for (const entry of partial ? page.entries.slice(0, MOST_ENTRIES) : page.entries) {
    const { resource, search, fullUrl } = (entry ?? {}) as Entry
    if (!isResource(resource)) holes = true
    else if (resource.resourceType === 'OperationOutcome') {
      const verdict = judgeOutcome(resource)
      if (verdict === 'failed') return FAILED
      if (verdict === 'partial') partial = true
    } else if (isOfType(resource, template)) {
      resources.push(resource)
      if (isMatch(search)) matches += 1
    } else {
      included.push({ resource, fullUrl })
      if (search?.mode !== 'include') strangers = true
    }
  }
  // `total` counts matches alone, and says nothing where a next page follows.
  if (page.next === undefined && isMoreThan(bundle.total, matches)) holes = true
  const enough = template.count !== undefined && resources.length >= template.count
  if (template.kind === 'read' && resources.length !== 1)
    return resources.length === 0 && included.length === 0 ? { state: 'none' } : ABSENT
  // A Bundle that holds something, but nothing of what was asked for, does not say "none".
  if (resources.length === 0 && (holes || strangers)) return ABSENT
  if (enough) return { state: 'some', resources, included, partial: false }
  const follows = page.next === undefined ? {} : { firstPage: bundle }
  return { state: 'some', resources, included, partial: partial || holes, ...follows }
}

/** Some write numbers as text. */
function isMoreThan(total: unknown, matches: number): boolean {
  return (typeof total === 'number' || typeof total === 'string') && Number(total) > matches
}

/** How many entries are matches: neither included beside them nor outcomes, whatever the server calls them. */
export function matchesIn(template: Template, entries: readonly unknown[]): number {
  return entries.filter((entry) => {
    const { resource, search } = (entry ?? {}) as Entry
    return isMatch(search) && isResource(resource) && isOfType(resource, template)
  }).length
}

function isMatch(search: Entry['search']): boolean {
  return (search?.mode ?? 'match') === 'match'
}

/** Members of an entry as far as they are looked at; each may be anything. */
interface Entry {
  readonly fullUrl?: unknown
  readonly resource?: unknown
  readonly search?: { readonly mode?: unknown } | null
}

function isOfType(resource: Resource, template: Template): boolean {
  if (template.type === undefined) return true
  return currentType(resource.resourceType) === template.type
}
