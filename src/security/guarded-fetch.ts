import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { guardedLookup, hostWithinReach, type Reach } from './address-guard.ts'
import { plainUrl } from './outbound.ts'
import { tlsFault } from './tls-fault.ts'

/** One request to an address that is registered. */
export interface GuardedRequest {
  readonly url: string
  readonly reach: Reach
  readonly method?: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly maxBytes: number
  readonly deadlineMs: number
}

export interface GuardedAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Sends it. @throws OutboundError with a word for the log. */
export type GuardedFetch = (request: GuardedRequest) => Promise<GuardedAnswer>

/** No answer could be had; the message tells why, in one word for logs. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError'
}

/**
 * Sends one request: bounded in time and size, no redirects, no compression, and only to an address
 * that the reach admits, judged after resolving (threats T2, T7). An answer of any status is an answer.
 */
export const guardedFetch: GuardedFetch = ({ url: text, reach, ...asked }) => {
  const url = plainUrl(text)
  if (url === undefined || !hostWithinReach(url.hostname, reach))
    return Promise.reject(new OutboundError('address-refused'))
  const { promise, resolve, reject } = Promise.withResolvers<GuardedAnswer>()
  const fail = (word: string): void => {
    reject(new OutboundError(word))
    request.destroy()
  }
  const { method = 'GET', headers, body } = asked
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const request = send(
    url,
    { method, lookup: guardedLookup(reach), agent: false, headers: { ...headers, ...length } },
    (response) => {
      if (response.headers['content-encoding'] !== undefined) fail('compressed')
      else gather(response, asked.maxBytes, resolve, fail)
    },
  )
  // The timer is ours and decides alone, whatever the server does.
  const timer = setTimeout(fail, asked.deadlineMs, 'timeout')
  request.on('error', (error: NodeJS.ErrnoException) => {
    fail(tlsFault(error.code) ?? 'unreachable')
  })
  request.end(body)
  return promise.finally(() => {
    clearTimeout(timer)
    request.destroy()
  })
}

function gather(
  response: IncomingMessage,
  maxBytes: number,
  resolve: (answer: GuardedAnswer) => void,
  fail: (word: string) => void,
): void {
  const chunks: Buffer[] = []
  let length = 0
  response.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > maxBytes) fail('too-large')
    else chunks.push(chunk)
  })
  response.on('error', () => fail('unreachable'))
  response.on('end', () => {
    const { statusCode = 0, headers } = response
    resolve({ status: statusCode, headers, body: Buffer.concat(chunks) })
  })
}

/** The JSON of an answer's body. @throws OutboundError, whose message does not quote it */
export function jsonOf({ body }: GuardedAnswer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new OutboundError('rubbish') // the parser's message quotes the body
  }
}
