import { type Resource, resourcesOf } from './bundle.ts'
import { SearchError, type Stored, search } from './search.ts'

/** Resources in memory, searched as a FHIR server would search them, with its paging. */
export interface FhirStore {
  /** Takes a Bundle, or resources as they are; the same type and id replaces. */
  load(resources: unknown): void
  /** Stores a new version of the resource: 1 where there was none. */
  put(resource: Stored): Stored
  read(type: string, id: string): Stored | undefined
  all(type: string): readonly Stored[]
  /** The first page of what matches and `sees` admits. @throws SearchError */
  search(type: string, parameters: URLSearchParams, sees?: (found: Stored) => boolean): Resource
  /** A later page, by the parameters of its link. */
  page(parameters: URLSearchParams): Resource | undefined
  clear(): void
}

/** Searches whose later pages can still be asked for; the oldest is forgotten. */
const MOST_RESULTS = 1000

/** An empty store; `url` is the base that links are made with, `now` dates what is written. */
export function fhirStore(
  url: () => string,
  pageSize: number,
  now: () => Date = () => new Date(),
): FhirStore {
  const byType = new Map<string, Map<string, Stored>>()
  const results = new Map<number, { readonly found: readonly Stored[]; readonly size: number }>()
  let searches = 0

  function pageAt(result: number, offset: number): Resource | undefined {
    const kept = results.get(result)
    if (kept === undefined) return undefined
    const { found, size } = kept
    const end = offset + size
    // Opaque links to the base itself, as HAPI makes them.
    const next = `${url()}?_getpages=${result}&_getpagesoffset=${end}`
    return {
      resourceType: 'Bundle',
      type: 'searchset',
      total: found.length,
      ...(size > 0 && end < found.length ? { link: [{ relation: 'next', url: next }] } : {}),
      entry: found.slice(offset, end).map((resource) => ({
        fullUrl: `${url()}/${resource.resourceType}/${resource.id}`,
        resource,
        search: { mode: 'match' },
      })),
    }
  }

  function keep(resource: Stored): void {
    const ofType = byType.get(resource.resourceType) ?? new Map<string, Stored>()
    byType.set(resource.resourceType, ofType.set(resource.id, resource))
  }

  const read = (type: string, id: string) => byType.get(type)?.get(id)

  return {
    load(resources) {
      const list: readonly unknown[] = Array.isArray(resources) ? resources : resourcesOf(resources)
      for (const resource of list) {
        if (!isStored(resource)) throw new TypeError('A resource needs resourceType and id')
        keep(resource)
      }
    },
    put(resource) {
      const before = read(resource.resourceType, resource.id)
      const versionId = String(before === undefined ? 1 : versionOf(before) + 1)
      const meta = { ...(resource.meta as object), versionId, lastUpdated: now().toISOString() }
      const stored = { ...resource, meta }
      keep(stored)
      return stored
    },
    read,
    all: (type) => [...(byType.get(type)?.values() ?? [])],
    search(type, parameters, sees = () => true) {
      const found = search(type, byType.get(type)?.values() ?? [], parameters).filter(sees)
      const asked = parameters.get('_count')
      if (asked !== null && !/^\d+$/.test(asked)) throw new SearchError('_count is no number')
      const size = Math.min(asked === null ? pageSize : Number(asked), pageSize)
      results.set(searches, { found, size })
      results.delete(searches - MOST_RESULTS)
      return pageAt(searches++, 0) ?? {}
    },
    page: (parameters) =>
      pageAt(Number(parameters.get('_getpages')), Number(parameters.get('_getpagesoffset'))),
    clear() {
      byType.clear()
      results.clear()
    },
  }
}

/** The version of a stored resource; what was loaded without one is the first. */
export function versionOf({ meta }: Stored): number {
  return Number((meta as { versionId?: unknown } | undefined)?.versionId ?? 1)
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false
  const { resourceType, id } = value as Resource // an object; both are checked here
  return typeof resourceType === 'string' && typeof id === 'string'
}
