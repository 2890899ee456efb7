import fhirclient from 'fhirclient/lib/FhirClient.js'
import type { FetchFailure } from './client.ts'
import type { Connection } from './connection.ts'
import { failureOf } from './failure.ts'
import { judgeJson } from './fhir-json.ts'

export type Answer =
  | { readonly ok: true; readonly resource: Record<string, unknown> }
  | { readonly ok: false; readonly failure: FetchFailure }

export interface Request {
  readonly url: URL
  readonly token: string | undefined
  /** Given for POST: the form. */
  readonly form?: string
}

/** The longest delay that `setTimeout` takes, ms; beyond it, it fires at once. */
const LONGEST_DELAY = 2 ** 31 - 1

/**
 * Sends one request, once, without following redirects, and reads at most `maxBytes` of the answer
 * (after inflating). Never rejects; never later than `remainingMs`, whatever the server does (T17).
 */
export async function send(
  request: Request,
  connection: Connection,
  remainingMs: number,
  maxBytes: number,
): Promise<Answer> {
  if (!(remainingMs > 0)) return failed('timeout')
  const abort = new AbortController()
  const late = Promise.withResolvers<Answer>()
  // The timer is ours and decides alone; the abort only stops the work behind it.
  const timer = setTimeout(late.resolve, Math.min(remainingMs, LONGEST_DELAY), failed('timeout'))
  const exchange = connection.exchange()
  const options = {
    headers: headersOf(request),
    ...(request.form === undefined ? {} : { method: 'POST', body: request.form }),
    redirect: 'error' as const,
    signal: abort.signal,
    // These two go through fhirclient to node-fetch.
    size: maxBytes,
    agent: exchange.agent,
  }
  const answer = await Promise.race([
    new fhirclient.default(request.url.origin)
      .fhirRequest<unknown>(request.url.href, options)
      .then(answerOf, (error: unknown) => failed(failureOf(error))),
    exchange.brokenOff.then(() => failed('unreachable')),
    late.promise,
  ])
  clearTimeout(timer)
  abort.abort()
  return answer
}

function headersOf({ token, form }: Request): Record<string, string> {
  return {
    accept: 'application/fhir+json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  }
}

/** fhirclient gives parsed JSON, but text for text and the bare response for anything else. */
function answerOf(json: unknown): Answer {
  const verdict = judgeJson(json)
  return verdict === 'resource'
    ? { ok: true, resource: json as Record<string, unknown> } // judged to be an object
    : failed(verdict)
}

function failed(failure: FetchFailure): Answer {
  return { ok: false, failure }
}
