import type { LookupFunction } from 'node:net'
import { guardedLookup, hostWithinReach, type Reach } from '../security/address-guard.ts'
import { plainUrl } from '../security/outbound.ts'
import { hookBudget } from './budget.ts'
import type { Fetched, FhirAccess, FhirClient, OpenFhir } from './client.ts'
import { openConnection } from './connection.ts'
import { countMatches, type Page, pageOf } from './page.ts'
import { parseQuery, type Query } from './query.ts'
import type { Answer } from './read-json.ts'
import { send } from './send.ts'
import { underBase } from './under-base.ts'

export interface FhirclientOptions {
  /** The largest answer that is read, in bytes after inflating. */
  readonly maxBytes?: number
  readonly maxPages?: number
  /** The most that all answers to one hook call may come to, in bytes after inflating. */
  readonly maxTotalBytes?: number
  /** The most requests for one hook call, pages included. */
  readonly maxRequests?: number
  /** What resolving the name and connecting may take, ms. */
  readonly connectMs?: number
  /** Resolves names for a reach; another in tests. */
  readonly lookup?: (reach: Reach) => LookupFunction
  /** Searches whose URL would be longer, in characters, go by POST `_search`. */
  readonly longUrl?: number
}

/** Sends to one URL, GET or, with a form, POST. */
type Ask = (url: URL, form?: string) => Promise<Answer>

const MIB = 1024 * 1024

/** As many as are used of one search (T14); no page is fetched beyond. */
const MAX_ENTRIES = 5_000

/**
 * FHIR reading over fhirclient. Redirects are not followed, failures are not repeated, and nothing of
 * an answer's body or of the token is in what comes back on failure. One client serves one hook call:
 * what that may cost is counted over all its reads.
 *
 * @example openFhirclient()({ server, reach: 'public', token }).read('Patient/123', { remainingMs: () => 1500 })
 */
export function openFhirclient(options: FhirclientOptions = {}): OpenFhir {
  const { maxBytes = 5 * MIB, maxPages = 20, longUrl = 1800 } = options
  const { maxTotalBytes = 20 * MIB, maxRequests = 50, connectMs = 500 } = options
  const { lookup = guardedLookup } = options
  return ({ server, reach, token }: FhirAccess): FhirClient => {
    const budget = hookBudget(maxRequests, maxTotalBytes)
    return {
      bytesRead: budget.bytesTaken,
      async read(text, { remainingMs, firstPage }): Promise<Fetched> {
        const base = plainUrl(server)
        const query = parseQuery(text)
        if (base === undefined || query === undefined || !hostWithinReach(base.hostname, reach))
          return { ok: false, failure: 'refused' }
        // A token that cannot stand in a header opens nothing.
        if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
          return { ok: false, failure: 'denied' }

        const connection = openConnection(base.protocol, lookup(reach), connectMs)
        const ask: Ask = (url, form) =>
          send(
            { url, token, ...(form === undefined ? {} : { form }) },
            connection,
            remainingMs(),
            maxBytes,
            budget,
          )
        try {
          const root = base.href.replace(/\/$/, '')
          const url = new URL(
            `${root}/${query.path}${query.search === '' ? '' : `?${query.search}`}`,
          )
          if (firstPage !== undefined) {
            const page = pageOf(firstPage)
            if (page === undefined) return { ok: false, failure: 'rubbish' }
            return await collect(page, { base, first: url, query, maxPages, ask })
          }
          const long = url.href.length > longUrl && !query.path.includes('/') && query.search !== ''
          const first = await (long
            ? ask(new URL(`${root}/${query.path}/_search`), query.search)
            : ask(url))
          if (!first.ok) return first
          if (first.resource.resourceType !== 'Bundle') return { ...first, partial: false }
          const page = pageOf(first.resource)
          if (page === undefined) return { ok: false, failure: 'rubbish' }
          if (query.path.includes('/') && first.resource.type !== 'searchset')
            return { ...first, partial: false }
          return await collect(page, { base, first: url, query, maxPages, ask })
        } finally {
          connection.close()
        }
      },
    }
  }
}

interface Search {
  readonly base: URL
  readonly first: URL
  readonly query: Query
  readonly maxPages: number
  readonly ask: Ask
}

/** Follows `next` under the server's own base (`PFD-12`); what is missing makes it partial. */
async function collect(first: Page, search: Search): Promise<Fetched> {
  const entry: unknown[] = [...first.entries]
  const seen = new Set([search.first.href])
  const { type, count = Infinity } = search.query
  let page: Page | undefined = first
  while (page?.next !== undefined && countMatches(entry, type) < count) {
    const next = page.next === 'unusable' ? undefined : underBase(page.next, search.base)
    const stop = seen.size >= search.maxPages || entry.length >= MAX_ENTRIES
    page = undefined
    if (next === undefined || seen.has(next.href) || stop) break
    seen.add(next.href)
    const answer = await search.ask(next)
    page = answer.ok ? pageOf(answer.resource) : undefined
    for (const more of page?.entries ?? []) entry.push(more)
  }
  // The links belonged to the pages; `page` is left undefined where one could not be had.
  const { link: _link, ...bundle } = first.bundle
  const resource = { ...bundle, type: 'searchset', entry }
  return { ok: true, resource, partial: page === undefined }
}
