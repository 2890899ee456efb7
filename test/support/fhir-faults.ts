import type { ServerResponse } from 'node:http'

/**
 * What can go wrong: silence; one byte at a time for ever; the connection reset; the body cut short of
 * its Content-Length; a login page; JSON that ends early; a redirect; a `next` link to another place;
 * any status with an OperationOutcome.
 */
export type Fault =
  | 'stall'
  | 'drip'
  | 'reset'
  | 'cut-short'
  | 'html'
  | 'half-json'
  | 'redirect'
  | 'next-elsewhere'
  | number

const FHIR_JSON = 'application/fhir+json; charset=utf-8'
const DRIP_MS = 5

/** Answers with a fault; `next-elsewhere` is for the search to do. */
export function answerWith(
  fault: Exclude<Fault, 'next-elsewhere'>,
  response: ServerResponse,
  target: string,
): void {
  if (typeof fault === 'number') {
    const code = fault === 404 ? 'not-found' : 'exception'
    sendJson(response, fault, outcome(code, `Fault ${fault}`))
    return
  }
  const half = '{"resourceType":"Bundle","type":"searchset","entry":[{"resource":'
  switch (fault) {
    case 'stall':
      return
    case 'drip':
      drip(response)
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'cut-short':
      response.writeHead(200, { 'content-type': FHIR_JSON, 'content-length': 10 * half.length })
      response.write(half, () => response.socket?.destroy())
      return
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<!doctype html><title>Sign in</title>')
      return
    case 'half-json':
      response.writeHead(200, { 'content-type': FHIR_JSON })
      response.end(half)
      return
    case 'redirect':
      response.writeHead(302, { location: target })
      response.end()
  }
}

/** Blanks, which JSON allows, so that only the clock can tell that nothing will come of it. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': FHIR_JSON })
  const timer = setInterval(() => response.write(' '), DRIP_MS)
  response.once('close', () => clearInterval(timer))
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': FHIR_JSON })
  response.end(JSON.stringify(body))
}

export function outcome(code: string, diagnostics: string): unknown {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] }
}
