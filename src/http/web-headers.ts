import type { IncomingMessage } from 'node:http'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { CdsError } from '../errors.ts'

const MAX_URL = 2048
/** Launch and code are the EHR's, and some make tokens of them. */
const LONG = /^\/app\/(?:launch|callback\/[a-z0-9-]+)\?/
const MAX_LONG_URL = 8192
/** A path and a query, `origin-form` (RFC 9112 3.2.1), without what only a lenient parser takes. */
const PLAIN_TARGET = /^\/[!"$-~]*$/
const MAX_HEADERS = 100
const REQUEST_ID = /^[\w.-]{1,64}$/
/** Headers that may stand once; two of them are read differently by different servers (threat T13). */
const SINGLE = new Set([
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'transfer-encoding',
  'x-request-id',
])

/**
 * What every answer carries: headers for browsers that stray here, and the request's id, which is the
 * caller's where it is harmless to log. Once the process is stopping, answers end their connection.
 */
export function webHeaders(options: {
  readonly publicUrl: string
  readonly newId: () => string
  readonly isOpen: () => boolean
}): RequestHandler {
  const { newId, isOpen } = options
  const base = Object.entries(baseHeaders(options.publicUrl))
  return (request: Request, response: Response, next: NextFunction): void => {
    const id = requestIdOf(request, newId)
    response.locals.requestId = id
    response.setHeader('x-request-id', id)
    for (const [name, value] of base) response.setHeader(name, value)
    if (!isOpen()) response.setHeader('connection', 'close')
    next()
  }
}

/** For a year, and for hosts below that of `publicUrl`; those beside it are others' (`docs/proxy.md`). */
const HSTS = 'max-age=31536000; includeSubDomains'

/** The same for every answer of a process, whoever makes it. */
export function baseHeaders(publicUrl: string): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    ...(publicUrl.startsWith('https:') ? { 'strict-transport-security': HSTS } : {}),
  }
}

/** The caller's own id where it is harmless to log, otherwise a new one. */
export function requestIdOf({ headers }: IncomingMessage, newId: () => string): string {
  const sent = headers['x-request-id']
  return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : newId()
}

/** Refuses what no client of ours needs, before anything is read of it. */
export function checkRequest(request: Request, response: Response, next: NextFunction): void {
  const most = LONG.test(request.url) ? MAX_LONG_URL : MAX_URL
  if (request.url.length > most)
    throw new CdsError('CDS_URL_TOO_LONG', [{ remedy: `Use at most ${most} characters.` }])
  if (!isPlain(request)) throw new CdsError('CDS_TARGET_UNSUPPORTED', [{ remedy: 'Send a path.' }])
  const count = request.rawHeaders.length / 2
  if (count > MAX_HEADERS)
    throw new CdsError('CDS_HEADERS_TOO_LARGE', [
      { remedy: `Send at most ${MAX_HEADERS} headers.` },
    ])
  // Where a header stands twice, there are fewer names than headers.
  if (Object.keys(request.headers).length !== count && repeatsSingle(request.rawHeaders)) {
    response.setHeader('connection', 'close')
    throw new CdsError('CDS_HTTP_MALFORMED', [{ remedy: 'Send each header once.' }])
  }
  // What else it names was not undone, and whoever stands in front may have done so.
  if (!/^chunked$/i.test(request.headers['transfer-encoding'] ?? 'chunked')) {
    response.setHeader('connection', 'close')
    throw new CdsError('CDS_HTTP_MALFORMED', [{ remedy: 'Send Transfer-Encoding: chunked alone.' }])
  }
  if (request.httpVersionMajor !== 1 || (request.httpVersionMinor === 1 && !hasHost(request))) {
    response.setHeader('connection', 'close')
    throw new CdsError('CDS_HTTP_MALFORMED', [{ remedy: 'Send HTTP/1.1 with a Host header.' }])
  }
  next()
}

/**
 * A whole URL would name the host a second time (RFC 9112 3.2.2), and each part of a service that looks at
 * it would have to read it alike: a record, a check of the host, a route. No client of ours sends one.
 */
const isPlain = ({ method, url }: Request): boolean =>
  PLAIN_TARGET.test(url) || (url === '*' && method === 'OPTIONS')

const hasHost = ({ headers }: Request): boolean => headers.host !== undefined

function repeatsSingle(raw: readonly string[]): boolean {
  const seen = new Set<string>()
  return raw.some((text, index) => {
    if (index % 2 === 1) return false
    const name = text.toLowerCase()
    if (!SINGLE.has(name)) return false
    return seen.size === seen.add(name).size
  })
}
