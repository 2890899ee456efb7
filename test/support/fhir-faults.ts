import type { ServerResponse } from 'node:http'

/** What a FHIR server can do wrong; a function writes any other answer itself. */
export type Fault =
  | number // this status, with an OperationOutcome
  | 'redirect' // 302 to the target
  | 'next-elsewhere' // answers as asked, but every search names the target as its next page
  | 'stall' // takes the request and says nothing
  | 'drip' // a byte of JSON now and then, for ever
  | 'reset' // the connection breaks before any answer
  | 'cut-off' // it breaks within the body
  | 'half-json' // ends properly, within the JSON
  | 'html'
  | 'empty'
  | ((response: ServerResponse) => void)

const HALF = '{"resourceType":"Patient","id":"1","name":[{"family":"Half'

/** Answers as badly as told; `target` is where a redirect leads. */
export function misbehave(
  fault: Exclude<Fault, 'next-elsewhere'>,
  response: ServerResponse,
  target: string,
): void {
  if (typeof fault === 'function') {
    fault(response)
    return
  }
  if (typeof fault === 'number') {
    sendOutcome(response, fault, 'transient', 'SECRET-BODY: told to fail')
    return
  }
  const json = { 'content-type': 'application/fhir+json' }
  switch (fault) {
    case 'redirect':
      sendOutcome(response, 302, 'transient', 'SECRET-BODY: elsewhere', { location: target })
      return
    case 'stall':
      return
    case 'drip': {
      response.writeHead(200, json).write('{"resourceType":"Patient","id":"1"')
      const drops = setInterval(() => response.write(' '), 20)
      response.once('close', () => clearInterval(drops))
      return
    }
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'cut-off':
      response.writeHead(200, { ...json, 'content-length': 1_000 }).write(HALF, () => {
        response.socket?.end()
      })
      return
    case 'half-json':
      response.writeHead(200, json).end(HALF)
      return
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>SECRET-BODY: log in</h1>')
      return
    case 'empty':
      response.writeHead(200, json).end()
  }
}

/** An OperationOutcome, as FHIR servers refuse. */
export function sendOutcome(
  response: ServerResponse,
  status: number,
  code: string,
  diagnostics: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const issue = [{ severity: 'error', code, diagnostics }]
  response
    .writeHead(status, { 'content-type': 'application/fhir+json', ...headers })
    .end(JSON.stringify({ resourceType: 'OperationOutcome', issue }))
}
