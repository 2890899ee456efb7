import { type Resource, resourcesOf } from './bundle.ts'
import { SearchError, type Stored, search } from './search.ts'

/** Resources in memory, searched as a FHIR server would search them, with its paging. */
export interface FhirStore {
  /** Takes a Bundle, or resources as they are; the same type and id replaces. */
  load(resources: unknown): void
  read(type: string, id: string): Resource | undefined
  /** The first page. @throws SearchError */
  search(type: string, parameters: URLSearchParams): Resource
  /** A later page, by the parameters of its link. */
  page(parameters: URLSearchParams): Resource | undefined
}

/** An empty store; `url` is the base that links are made with. */
export function fhirStore(url: () => string, pageSize: number): FhirStore {
  const byType = new Map<string, Map<string, Stored>>()
  const results: { readonly found: readonly Stored[]; readonly size: number }[] = []

  function pageAt(result: number, offset: number): Resource | undefined {
    const kept = results[result]
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

  return {
    load(resources) {
      const list: readonly unknown[] = Array.isArray(resources) ? resources : resourcesOf(resources)
      for (const resource of list) {
        if (!isStored(resource)) throw new TypeError('A resource needs resourceType and id')
        const ofType = byType.get(resource.resourceType) ?? new Map<string, Stored>()
        byType.set(resource.resourceType, ofType.set(resource.id, resource))
      }
    },
    read: (type, id) => byType.get(type)?.get(id),
    search(type, parameters) {
      const found = search(type, byType.get(type)?.values() ?? [], parameters)
      const asked = parameters.get('_count')
      if (asked !== null && !/^\d+$/.test(asked)) throw new SearchError('_count is no number')
      const size = Math.min(asked === null ? pageSize : Number(asked), pageSize)
      return pageAt(results.push({ found, size }) - 1, 0) ?? {}
    },
    page: (parameters) =>
      pageAt(Number(parameters.get('_getpages')), Number(parameters.get('_getpagesoffset'))),
  }
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false
  const { resourceType, id } = value as Resource // an object; both are checked here
  return typeof resourceType === 'string' && typeof id === 'string'
}
