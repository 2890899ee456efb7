import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { CdsError, outcomeOf } from '../errors.ts'
import { emptyRecord } from '../store/audit.ts'
import type { HttpContext } from './context.ts'
import { mayStayUnread } from './unread-bodies.ts'
import { baseHeaders, requestIdOf } from './web-headers.ts'

const OVERLOADED = new CdsError('CDS_OVERLOADED')
const BODY = JSON.stringify(outcomeOf(OVERLOADED))
const SERVICES = '/cds-services/'

type Header = readonly [name: string, value: string]

/**
 * Refuses hook calls that there is no room for before Express sees them. Under overload most calls are
 * refused, and what each of those costs is taken from the ones that are answered. Only plain calls, as
 * record systems send them, go this way; all else is refused, with the same answer, by the route.
 */
export function withDoor(app: RequestListener, context: HttpContext): RequestListener {
  const { load, registry, config, engine, records, callers, addressOf, isOpen } = context
  const headers: readonly Header[] = [
    ...Object.entries(baseHeaders(config.publicUrl)),
    ['cache-control', 'no-store'],
    ['content-type', 'application/json; charset=utf-8'],
    ['content-length', String(Buffer.byteLength(BODY))],
    ['retry-after', '1'],
    ['vary', 'Origin'],
  ]
  // In one go it costs least.
  const flat = headers.flat()
  const { id: client = '', tenant = '' } = callers.open ?? {}

  const refuse = (request: IncomingMessage, response: ServerResponse, service: string): void => {
    const arrived = engine.monotonic()
    const requestId = requestIdOf(request, engine.newId)
    const own: Header[] = [['x-request-id', requestId]]
    if (!isOpen()) own.push(['connection', 'close'])
    if (mayStayUnread(request, config.bodyLimitBytes)) {
      response.statusCode = OVERLOADED.status
      for (const [name, value] of [...headers, ...own]) response.setHeader(name, value)
    } else response.writeHead(OVERLOADED.status, [...flat, ...own.flat()])
    response.end(BODY)
    records.record({
      ...emptyRecord('hook', engine.now()),
      ...{ requestId, client, tenant, service },
      address: addressOf(request),
      code: OVERLOADED.code,
      status: OVERLOADED.status,
      micros: Math.round((engine.monotonic() - arrived) * 1000),
    })
  }
  return (request, response) => {
    const service = plainCall(request)
    if (service !== undefined && registry.has(service) && load.hooks.sheds())
      refuse(request, response, service)
    else app(request, response)
  }
}

/** The service of a hook call that shows nothing out of the ordinary. */
function plainCall({ method, url, headers, rawHeaders }: IncomingMessage): string | undefined {
  if (method !== 'POST' || url === undefined || !url.startsWith(SERVICES)) return undefined
  // Browsers need their own headers; a name that stands twice is looked at by the app.
  const isPlain =
    headers.origin === undefined &&
    headers.accept?.includes('fhir') !== true &&
    headers.host !== undefined &&
    rawHeaders.length === 2 * Object.keys(headers).length
  return isPlain ? url.slice(SERVICES.length) : undefined
}
