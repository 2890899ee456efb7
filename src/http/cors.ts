import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { isLoopback } from '../security/outbound.ts'

/** Of all addresses together. */
const METHODS = 'GET, HEAD, POST, OPTIONS'
const HEADERS = 'Authorization, Content-Type, Accept'
/** As Express reads it: in any case. */
const SANDBOX_API = /^\/sandbox\/api(?:\/|$)/i

/**
 * CORS for browser clients (`CORS-01` to `CORS-05`): listed origins are echoed, on errors too, never
 * with credentials. In open mode pages of this machine are admitted as well. What the sandbox's own page
 * asks for is for no page of another origin.
 */
export function cors(origins: readonly string[], openMode: boolean): RequestHandler {
  const listed = new Set(origins)
  const admits = (origin: string): boolean => {
    if (listed.has(origin)) return true
    const url = openMode ? URL.parse(origin) : null
    return url !== null && /^https?:$/.test(url.protocol) && isLoopback(url.hostname)
  }
  return (request: Request, response: Response, next: NextFunction): void => {
    if (SANDBOX_API.test(request.path)) {
      next()
      return
    }
    const { origin } = request.headers
    response.vary('Origin')
    if (origin !== undefined && admits(origin)) response.set('access-control-allow-origin', origin)
    next()
  }
}

/**
 * Answers OPTIONS: what the address takes, and to a page that may call, how it may. Who may not is told
 * nothing of that.
 */
export function answerOptions(response: Response<unknown>, methods: string): void {
  response.set('allow', methods)
  if (response.hasHeader('access-control-allow-origin'))
    response
      .set('access-control-allow-methods', methods)
      .set('access-control-allow-headers', HEADERS)
      .set('access-control-max-age', '600')
  response.status(204).end()
}

/** Answers `OPTIONS *`, which asks about the server rather than an address (RFC 9110 9.3.7). */
export function serverOptions(request: Request, response: Response, next: NextFunction): void {
  if (request.url === '*') answerOptions(response, METHODS)
  else next()
}
