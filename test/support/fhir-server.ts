import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { unescape as unescaped } from 'node:querystring'
import { text } from 'node:stream/consumers'
import type { Resource } from '../../src/fhir/memory/bundle.ts'
import { SearchError } from '../../src/fhir/memory/search.ts'
import { fhirStore } from '../../src/fhir/memory/store.ts'
import { type Fault, misbehave, sendOutcome } from './fhir-faults.ts'

/** A request as it arrived. */
export interface FhirRequest {
  readonly method: string
  /** Below the base: `/Patient/1`, `/Observation/_search`; empty for a later page. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A FHIR R4 server on this machine. */
export interface FhirServer {
  /** Its base, without a slash at the end. */
  readonly url: string
  readonly requests: readonly FhirRequest[]
  /** Takes a Bundle (`urn:uuid:` references resolved) or a list of resources with ids. */
  load(resources: unknown): void
  /**
   * From now on answers badly where the path is this text, or the path with the query or form, decoded,
   * meets this pattern; the fault told last goes first. `target` is where a redirect or a next link
   * leads.
   */
  fail(match: string | RegExp, fault: Fault, target?: string): void
  /** Ends all faults. */
  heal(): void
  close(): Promise<void>
}

export interface FhirServerOptions {
  readonly resources?: readonly unknown[]
  /** Where given, a request without this bearer token is answered with 401. */
  readonly token?: string
  readonly pageSize?: number
}

/**
 * Starts a FHIR server over real HTTP: read, and search by GET and POST with paging (`src/fhir/memory`
 * has the parameters). Searching is written out here because `@medplum/fhir-router`'s memory repository
 * gives no `next` links, compares dates as text regardless of their zones, and answers an unknown
 * parameter with "none".
 */
export async function startFhirServer(options: FhirServerOptions = {}): Promise<FhirServer> {
  const requests: FhirRequest[] = []
  const faults: {
    readonly match: string | RegExp
    readonly fault: Fault
    readonly target: string
  }[] = []
  const server = createServer((request, response) => {
    take(request, response).catch((error: unknown) => {
      // The client went in mid-request; or it is our own mistake, which a test should see.
      if (response.headersSent || response.destroyed) response.destroy()
      else sendOutcome(response, 500, 'exception', String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, so the address is not a pipe's name.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`
  const store = fhirStore(() => url, options.pageSize ?? 100)
  store.load(options.resources ?? [])
  /** Whole answers to what was asked before: several services, and processes, ask the same. */
  const known = new Map<string, string>()

  async function take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(incoming.url ?? '/', url)
    const { method = 'GET', headers } = incoming
    const path = pathname.replace(/^\/fhir(?=\/|$)/, '')
    const request: FhirRequest = { method, path, query, headers, body: await text(incoming) }
    requests.push(request)
    if (options.token !== undefined && headers.authorization !== `Bearer ${options.token}`) {
      sendOutcome(response, 401, 'login', 'No valid token')
      return
    }
    const asked = `${path}?${query}${request.body}`
    const found = faults.findLast(({ match }) =>
      // `search` takes no notice of where a global pattern stopped last.
      typeof match === 'string' ? match === path : unescaped(asked).search(match) >= 0,
    )
    if (found === undefined) answer(request, response)
    else if (found.fault === 'next-elsewhere') answer(request, response, found.target)
    else misbehave(found.fault, response, found.target)
  }

  function answer(request: FhirRequest, response: ServerResponse, next?: string): void {
    try {
      const text = next === undefined ? textOf(request) : linkedTo(next, request)
      if (text === undefined) sendOutcome(response, 404, 'not-found', 'Not found')
      else
        response.writeHead(200, { 'content-type': 'application/fhir+json;charset=utf-8' }).end(text)
    } catch (error) {
      if (!(error instanceof SearchError)) throw error
      sendOutcome(response, 400, 'not-supported', error.message)
    }
  }

  function linkedTo(next: string, request: FhirRequest): string | undefined {
    const resource = answerTo(request)
    return resource && JSON.stringify({ ...resource, link: [{ relation: 'next', url: next }] })
  }

  function textOf(request: FhirRequest): string | undefined {
    const { method, path, query, headers, body } = request
    const asked = JSON.stringify([method, path, `${query}`, headers['content-type'], body])
    const before = known.get(asked)
    if (before !== undefined) return before
    const resource = answerTo(request)
    if (resource === undefined) return undefined
    const text = JSON.stringify(resource)
    // A link leads to a page for a while only.
    if (!('link' in resource)) known.set(asked, text)
    return text
  }

  function answerTo({ method, path, query, headers, body }: FhirRequest): Resource | undefined {
    const [, type = '', id, ...rest] = path.split('/')
    if (rest.length > 0) return undefined
    if (method === 'POST') {
      const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
      return id === '_search' && form ? store.search(type, new URLSearchParams(body)) : undefined
    }
    if (method !== 'GET') return undefined
    if (type === '') return store.page(query)
    return id === undefined ? store.search(type, query) : store.read(type, id)
  }

  return {
    url,
    requests,
    load(resources) {
      known.clear()
      store.load(resources)
    },
    fail: (match, fault, target = `${url}/elsewhere`) => void faults.push({ match, fault, target }),
    heal: () => void faults.splice(0),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}
