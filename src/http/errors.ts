import type { NextFunction, Request, Response } from 'express'
import type { Logger } from 'pino'
import { CdsError, type ErrorCode, outcomeOf } from '../errors.ts'
import { BROKEN_OFF } from './body.ts'

/** Sends a planned error as an OperationOutcome (`HTTP-03`, `AMB-18`). */
export function sendError(request: Request, response: Response, error: CdsError): void {
  response.locals.code = error.code
  const accepts = request.headers.accept ?? ''
  const type = /application\/fhir\+json/.test(accepts)
    ? 'application/fhir+json'
    : 'application/json'
  // Those who come too early are told when to come again.
  if ((error.status === 503 || error.status === 429) && !response.hasHeader('retry-after'))
    response.setHeader('retry-after', '1')
  if (error.status === 401) response.setHeader('www-authenticate', 'Bearer')
  const text = JSON.stringify(outcomeOf(error))
  response.statusCode = error.status
  response.setHeader('cache-control', 'no-store')
  response.setHeader('content-type', `${type}; charset=utf-8`)
  response.setHeader('content-length', Buffer.byteLength(text))
  response.end(text)
}

/** The last stop of every failure: planned ones as they are, all others as a bare 500. */
export function errorHandler(log: Logger, refused: (code: ErrorCode) => void) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error)
      return
    }
    const planned = plannedError(error)
    if (planned.code === 'CDS_INTERNAL') {
      const { requestId } = response.locals
      log.error({ requestId, fault: faultName(error) }, 'unplanned failure')
    }
    if (planned !== BROKEN_OFF) refused(planned.code)
    sendError(request, response, planned)
  }
}

function plannedError(error: unknown): CdsError {
  if (error instanceof CdsError) return error
  // Express and its body reader mark what the client did wrong with a status and a type.
  const { status, type } = error as { status?: unknown; type?: unknown }
  if (status === 413) return new CdsError('CDS_BODY_TOO_LARGE')
  if (status === 415) return new CdsError('CDS_MEDIA_TYPE_UNSUPPORTED')
  if (type === 'request.aborted' || type === 'request.size.invalid' || status === 400)
    return new CdsError('CDS_REQUEST_MALFORMED')
  return new CdsError('CDS_INTERNAL', [], error)
}

/** A failure without its message, which may quote data. */
export function faultName(error: unknown): { name: string; stack: string } {
  if (!(error instanceof Error)) return { name: typeof error, stack: '' }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { name: error.name, stack: frames.slice(0, 5).join(' ').trim() }
}
