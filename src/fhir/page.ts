/** One page of search results. */
export interface Page {
  readonly bundle: Record<string, unknown>
  readonly entries: readonly unknown[]
  /** Address of the next page, as written; `unusable` where there is one that cannot be read. */
  readonly next: string | 'unusable' | undefined
}

/**
 * A Bundle taken apart. `undefined` where its entries are not a list: what it holds is then unknown,
 * not empty.
 */
export function pageOf(bundle: Record<string, unknown>): Page | undefined {
  if (bundle.resourceType !== 'Bundle') return undefined
  const entries = bundle.entry ?? []
  return Array.isArray(entries) ? { bundle, entries, next: nextOf(bundle.link) } : undefined
}

function nextOf(links: unknown): Page['next'] {
  if (links === undefined || links === null) return undefined
  if (!Array.isArray(links)) return 'unusable'
  const next: unknown = links.find((link: unknown) => member(link, 'relation') === 'next')
  if (next === undefined) return undefined
  const url = member(next, 'url')
  return typeof url === 'string' ? url : 'unusable'
}

/**
 * How many entries are matches of the searched type, or of any where that is not given: `_count` does
 * not count what was included beside them or outcomes (R4 search, §3.1.1.5.2). Not every server says
 * in `search.mode` which is which.
 */
export function countMatches(entries: readonly unknown[], searched: string | undefined): number {
  return entries.filter((entry) => {
    const mode = member(member(entry, 'search'), 'mode')
    const type = member(member(entry, 'resource'), 'resourceType')
    if (mode !== undefined && mode !== 'match') return false
    return searched === undefined ? type !== 'OperationOutcome' : type === searched
  }).length
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name] // an object with that very member
    : undefined
}
