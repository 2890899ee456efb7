import { get as httpGet, type IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import { guardedLookup, hostWithinReach, type Reach } from './address-guard.ts'
import { plainUrl } from './outbound.ts'

export interface JwksPlace {
  readonly url: string
  readonly reach: Reach
}

/** The JSON at an address. @throws JwksError with a word for the log. */
export type FetchJwks = (place: JwksPlace) => Promise<unknown>

/** A key set could not be had; the message tells why, in one word for logs. */
export class JwksError extends Error {
  override readonly name = 'JwksError'
}

const MAX_BYTES = 64 * 1024
const DEADLINE_MS = 2000

/**
 * Fetches a key set: 2 s and 64 KiB at most, no redirects, no compression, and only from an address
 * that the place's reach admits, judged after resolving (threats T2, T7). Carries nothing of ours.
 */
export const fetchJwks: FetchJwks = ({ url: text, reach }) => {
  const url = plainUrl(text)
  if (url === undefined || !hostWithinReach(url.hostname, reach))
    return Promise.reject(new JwksError('address-refused'))
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const fail = (word: string): void => {
    reject(new JwksError(word))
    request.destroy()
  }
  const options = {
    lookup: guardedLookup(reach),
    agent: false,
    headers: { accept: 'application/jwk-set+json, application/json' },
  } as const
  const get = url.protocol === 'https:' ? httpsGet : httpGet
  const request = get(url, options, (response) => {
    if (response.statusCode !== 200) fail(`status-${response.statusCode}`)
    else if (response.headers['content-encoding'] !== undefined) fail('compressed')
    else gather(response, resolve, fail)
  })
  // The timer is ours and decides alone, whatever the server does.
  const timer = setTimeout(fail, DEADLINE_MS, 'timeout')
  request.on('error', () => fail('unreachable'))
  return promise.finally(() => {
    clearTimeout(timer)
    request.destroy()
  })
}

function gather(
  response: IncomingMessage,
  resolve: (value: unknown) => void,
  fail: (word: string) => void,
): void {
  const chunks: Buffer[] = []
  let length = 0
  response.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > MAX_BYTES) fail('too-large')
    else chunks.push(chunk)
  })
  response.on('error', () => fail('unreachable'))
  response.on('end', () => {
    try {
      resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    } catch {
      fail('rubbish') // the message quotes the body
    }
  })
}
