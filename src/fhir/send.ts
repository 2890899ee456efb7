import fhirclient from 'fhirclient/lib/FhirClient.js'
import type { Budget } from './budget.ts'
import type { Connection, Exchange } from './connection.ts'
import { failureOf } from './failure.ts'
import { type Answer, failed, readJson } from './read-json.ts'

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
 * (after inflating) and no more than the budget has. Never rejects; never later than `remainingMs`,
 * whatever the server does (T17).
 */
export async function send(
  request: Request,
  connection: Connection,
  remainingMs: number,
  maxBytes: number,
  budget: Budget,
): Promise<Answer> {
  if (!(remainingMs > 0)) return failed('timeout')
  if (!budget.takeRequest()) return failed('refused')
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
    // Goes through fhirclient to node-fetch.
    agent: exchange.agent,
  }
  const answer = await Promise.race([
    new fhirclient.default(request.url.origin)
      .fhirRequest<unknown>(request.url.href, options)
      .then((response) => answerOf(response, exchange, maxBytes, budget))
      .catch((error: unknown) => failed(failureOf(error))),
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

/** fhirclient gives the bare response for what it does not read: here, any (`connection.ts`). */
function answerOf(
  response: unknown,
  { mediaType }: Exchange,
  maxBytes: number,
  { takeBytes }: Budget,
): Answer | Promise<Answer> {
  if (!/\bjson\b/i.test(mediaType())) return failed('rubbish')
  const { body } = response as { readonly body: AsyncIterable<Uint8Array> } // node-fetch's, see above
  return readJson(body, maxBytes, takeBytes)
}
