import { type RequestListener, ServerResponse } from 'node:http'
import type { Express } from 'express'
import type { Logger } from 'pino'
import { CdsError, outcomeOf } from '../errors.ts'
import { faultName } from './errors.ts'

const INTERNAL = new CdsError('CDS_INTERNAL')
const BODY = JSON.stringify(outcomeOf(INTERNAL))
// Cast: one of the overloads.
const endOf = ServerResponse.prototype.end as (this: ServerResponse, text: string) => unknown

/**
 * The app, with an end of our own for what fails while a failure is being answered. Express would
 * write the error to stderr and its stack into the body, and either may hold patient data (`HTTP-06`).
 */
export function withLastStop(app: Express, log: Logger): RequestListener {
  return (request, response) => {
    const last = (error: unknown): void => {
      // Cast: what the app adds to its responses.
      const { locals = {} } = response as { locals?: { requestId?: string; code?: string } }
      const { requestId } = locals
      locals.code = INTERNAL.code
      log.error({ requestId, fault: faultName(error) }, 'failure while answering')
      if (response.headersSent) {
        response.destroy()
        return
      }
      response.statusCode = INTERNAL.status
      response.setHeader('cache-control', 'no-store')
      response.setHeader('content-type', 'application/json; charset=utf-8')
      response.setHeader('content-length', Buffer.byteLength(BODY))
      try {
        // What is wrapped around it makes the audit record.
        response.end(BODY)
      } catch (fault) {
        log.error({ requestId, fault: faultName(fault) }, 'failure while answering a failure')
        endOf.call(response, BODY)
      }
    }
    // Cast: as types, Express's listener takes only requests that Express has made.
    app(request as never, response as never, last)
  }
}
