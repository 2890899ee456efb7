import { isUtf8 } from 'node:buffer'
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import { CdsError } from '../errors.ts'

const JSON_TYPE = /^application\/(?:json|fhir\+json)\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

/**
 * Reads a JSON body as text, once (`GEN-11`, `GEN-13`); parsing it is the engine's work. Refuses other
 * media types, encodings and what is not UTF-8.
 */
export function jsonText(limit: number): RequestHandler[] {
  return [mediaType, express.raw({ type: () => true, limit, inflate: false }), decode]
}

function mediaType(request: Request, _response: Response, next: NextFunction): void {
  const type = request.headers['content-type'] ?? ''
  if (!JSON_TYPE.test(type.trim()))
    throw new CdsError('CDS_MEDIA_TYPE_UNSUPPORTED', [
      { remedy: 'Send Content-Type: application/json (charset UTF-8).' },
    ])
  next()
}

function decode(request: Request, _response: Response, next: NextFunction): void {
  const body: unknown = request.body
  if (!Buffer.isBuffer(body) || body.length === 0)
    throw new CdsError('CDS_REQUEST_MALFORMED', [
      { remedy: 'Send one JSON object; the body is empty.' },
    ])
  if (!isUtf8(body))
    throw new CdsError('CDS_REQUEST_MALFORMED', [{ remedy: 'Send the body in UTF-8.' }])
  request.body = body.toString('utf8')
  next()
}
