import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { answerWith, type Fault, outcome, sendJson } from './fhir-faults.ts'
import { SearchError, type Stored, search } from './fhir-search.ts'

export interface FhirServerOptions {
  readonly resources?: readonly unknown[]
  /** When given, whoever does not send it as bearer token gets 401. */
  readonly token?: string
  /** The most entries that a page holds, whatever `_count` asks. */
  readonly pageSize?: number
}

/** One request as it came; `path` and `query` as on the wire, `query` without the question mark. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A FHIR R4 server on 127.0.0.1, for one test. */
export interface FhirServer {
  /** The base URL, without a slash at the end. */
  readonly url: string
  /** All requests, oldest first. */
  readonly requests: readonly SeenRequest[]
  /** Adds resources, in place of those with the same type and id. @throws at one without either. */
  load(resources: readonly unknown[]): void
  /**
   * Makes requests fail whose path and query (or form) match, raw or decoded, until the server is
   * closed; the fault added last goes first. `target` is where a redirect or `next` link leads.
   */
  fail(match: RegExp, kind: Fault, target?: string): void
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

const BASE = '/fhir'

/**
 * Starts a server that reads and searches (GET and POST `_search`) what it was given. A parameter that
 * it does not know is refused with 400, never left out.
 *
 * @example const fhir = await startFhirServer({ resources: [{ resourceType: 'Patient', id: '1' }] })
 */
export async function startFhirServer(options: FhirServerOptions = {}): Promise<FhirServer> {
  const { resources = [], token, pageSize = 1000 } = options
  const byType = new Map<string, Map<string, Stored>>()
  const requests: SeenRequest[] = []
  const faults: { readonly match: RegExp; readonly kind: Fault; readonly target: string }[] = []
  const searches: { readonly found: readonly Stored[]; readonly size: number }[] = []

  const server = createServer(async (request, response) => {
    const seen = await seenOf(request)
    requests.push(seen)
    const fault = faults.findLast(({ match }) => matches(seen, match))
    if (fault !== undefined && fault.kind !== 'next-elsewhere')
      return answerWith(fault.kind, response, fault.target)
    if (token !== undefined && seen.headers.authorization !== `Bearer ${token}`)
      return sendJson(response, 401, outcome('login', 'Token missing or wrong'))
    const { status, body } = answer(seen, fault?.target)
    sendJson(response, status, body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}` // listens on TCP

  function load(more: readonly unknown[]): void {
    for (const resource of more) {
      if (!isStored(resource)) throw new Error('A resource needs resourceType and id')
      const ofType = byType.get(resource.resourceType) ?? new Map<string, Stored>()
      byType.set(resource.resourceType, ofType.set(resource.id, resource))
    }
  }

  function answer({ method, path, query, body }: SeenRequest, next: string | undefined): Answer {
    const form = method === 'POST' && path.endsWith('/_search')
    const parameters = new URLSearchParams(form ? [query, body].filter(Boolean).join('&') : query)
    const [type, id, ...rest] = path.slice(BASE.length + 1).split('/')
    const known = (path === BASE || path.startsWith(`${BASE}/`)) && rest.length === 0
    if (!known || (method !== 'GET' && !form)) return notFound
    if (type === '' || type === undefined) return page(parameters, next)
    if (id === undefined || form) return begin(type, parameters, next)
    const found = byType.get(type)?.get(id)
    return found === undefined ? notFound : { status: 200, body: found }
  }

  function begin(type: string, query: URLSearchParams, next: string | undefined): Answer {
    const count = query.get('_count')
    if (count !== null && !/^\d+$/.test(count)) return refused('_count is not a number')
    const size = Math.min(pageSize, count === null ? pageSize : Number(count))
    try {
      const found = search(byType.get(type)?.values() ?? [], query)
      return bundle(searches.push({ found, size }) - 1, 0, next)
    } catch (error) {
      if (error instanceof SearchError) return refused(error.message)
      throw error
    }
  }

  function page(query: URLSearchParams, next: string | undefined): Answer {
    return bundle(Number(query.get('_search')), Number(query.get('_offset')), next)
  }

  /** Pages hang on the base itself, with no word of the search in the link, as HAPI does it. */
  function bundle(number: number, offset: number, next: string | undefined): Answer {
    const asked = searches[number]
    if (asked === undefined) return notFound
    const { found, size } = asked
    const end = offset + size
    const more = size > 0 && end < found.length
    const link = next ?? (more ? `${url}?_search=${number}&_offset=${end}` : undefined)
    const entry = found.slice(offset, end).map((resource) => ({
      fullUrl: `${url}/${resource.resourceType}/${resource.id}`,
      resource,
      search: { mode: 'match' },
    }))
    const body = {
      resourceType: 'Bundle',
      type: 'searchset',
      total: found.length,
      ...(link === undefined ? {} : { link: [{ relation: 'next', url: link }] }),
      ...(entry.length === 0 ? {} : { entry }),
    }
    return { status: 200, body }
  }

  load(resources)
  return {
    url,
    requests,
    load,
    fail(match, kind, target = `${url}/elsewhere`) {
      faults.push({ match, kind, target })
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

const notFound: Answer = { status: 404, body: outcome('not-found', 'Not found') }

function refused(reason: string): Answer {
  return { status: 400, body: outcome('invalid', reason) }
}

async function seenOf(request: IncomingMessage): Promise<SeenRequest> {
  const { method = '', url = '', headers } = request
  const at = url.indexOf('?')
  const [path, query] = at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
  return { method, path, query, headers, body: await text(request) }
}

function matches({ path, query, body }: SeenRequest, match: RegExp): boolean {
  const raw = `${path}?${query}${body}`
  // `search` takes no notice of a global pattern's lastIndex.
  return raw.search(match) >= 0 || decodeURIComponent(raw).search(match) >= 0
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false
  const { resourceType, id } = value as Readonly<Record<string, unknown>> // each checked here
  return typeof resourceType === 'string' && typeof id === 'string'
}
