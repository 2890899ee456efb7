import fhirClientModule from 'fhirclient/lib/FhirClient.js'
import type { Fetched, FetchFailure, FhirAccess, FhirClient, OpenFhir } from './client.ts'
import { nextLink, type PageBundle, pageOf } from './page.ts'
import { encoded, isUnder, parseQuery } from './query.ts'

export interface FhirclientOptions {
  /** The largest answer that is read, in bytes. */
  readonly maxBytes?: number
  readonly maxPages?: number
  /** Searches whose URL would be longer go by POST `_search`. */
  readonly longUrl?: number
}

interface Remaining {
  readonly remainingMs: () => number
}

type Answer =
  | { readonly ok: true; readonly json: Record<string, unknown> }
  | { readonly ok: false; readonly failure: FetchFailure }

const FHIR_JSON = 'application/fhir+json'

/**
 * FHIR reading over fhirclient. Redirects are not followed, failures are not repeated, and nothing of
 * an answer's body or of the token is in what comes back on failure.
 */
export function openFhirclient(options: FhirclientOptions = {}): OpenFhir {
  const { maxBytes = 5 * 1024 * 1024, maxPages = 20, longUrl = 1800 } = options
  return ({ server, token }: FhirAccess): FhirClient => {
    const base = server.replace(/\/+$/, '')
    const client = new fhirClientModule.default(base)
    const headers = {
      accept: FHIR_JSON,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }

    async function send(url: string, signal: Remaining, body?: string): Promise<Answer> {
      const abort = new AbortController()
      const { promise: late, resolve } = Promise.withResolvers<Answer>()
      // The timer is ours and decides alone; the abort only frees the socket (T17).
      const timer = setTimeout(
        () => resolve({ ok: false, failure: 'timeout' }),
        Math.max(signal.remainingMs(), 0),
      )
      const request = {
        headers:
          body === undefined
            ? headers
            : { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        signal: abort.signal,
        redirect: 'error' as const,
        size: maxBytes,
        ...(body === undefined ? {} : { method: 'POST', body }),
      }
      const asked = client.fhirRequest<unknown>(url, request).then(answerOf, failureOf)
      const answer = await Promise.race([asked, late])
      clearTimeout(timer)
      abort.abort()
      return answer
    }

    return {
      async read(text, signal): Promise<Fetched> {
        const query = parseQuery(text)
        const search = encoded(query.parameters)
        const url = `${base}/${query.path}${search === '' ? '' : `?${search}`}`
        const first =
          url.length > longUrl && search !== ''
            ? await send(`${base}/${query.path}/_search`, signal, search)
            : await send(url, signal)
        if (!first.ok) return first
        const page = pageOf(first.json)
        if (page === undefined) return { ok: true, resource: first.json, partial: false }
        return pages(page, query.path, query.count, signal)
      },
    }

    /** Follows `next` under the server's own base (`PFD-12`); what is missing makes it partial. */
    async function pages(
      first: PageBundle,
      type: string,
      count: number | undefined,
      signal: Remaining,
    ): Promise<Fetched> {
      const entry = [...first.entries]
      const seen = new Set<string>()
      const enough = () => count !== undefined && matches(entry, type) >= count
      let partial = false
      let next = nextLink(first.bundle)
      while (next !== undefined && !enough()) {
        const loops = seen.has(next)
        seen.add(next)
        if (loops || seen.size >= maxPages || !isUnder(next, base) || signal.remainingMs() <= 0) {
          partial = true
          break
        }
        const answer = await send(next, signal)
        const page = answer.ok ? pageOf(answer.json) : undefined
        if (page === undefined) {
          partial = true
          break
        }
        entry.push(...page.entries)
        next = nextLink(page.bundle)
      }
      const { link: _link, ...bundle } = first.bundle
      return { ok: true, resource: { ...bundle, entry }, partial }
    }
  }
}

function matches(entries: readonly unknown[], type: string): number {
  return entries.filter(
    (entry) =>
      (entry as { resource?: { resourceType?: unknown } } | null)?.resource?.resourceType === type,
  ).length
}

function answerOf(json: unknown): Answer {
  const isFhir =
    typeof json === 'object' &&
    json !== null &&
    typeof (json as { resourceType?: unknown }).resourceType === 'string'
  // Checked to be a JSON object in the line above.
  return isFhir
    ? { ok: true, json: json as Record<string, unknown> }
    : { ok: false, failure: 'rubbish' }
}

/** Only the kind of failure goes on: fhirclient's errors quote the answer's body. */
function failureOf(error: unknown): Answer {
  const { status, type, name } = error as { status?: unknown; type?: unknown; name?: unknown }
  const failure: FetchFailure =
    typeof status === 'number'
      ? status === 401 || status === 403
        ? 'denied'
        : status === 404 || status === 410
          ? 'not-found'
          : 'failed'
      : type === 'max-size'
        ? 'too-large'
        : name === 'SyntaxError' || type === 'invalid-json'
          ? 'rubbish'
          : type === 'no-redirect'
            ? 'failed'
            : 'unreachable'
  return { ok: false, failure }
}
