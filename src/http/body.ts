import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { CdsError } from '../errors.ts'
import type { ByteBudget } from './byte-budget.ts'

const JSON_TYPE = /^application\/(?:json|fhir\+json)\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

/** What is inflated at once, in bytes. */
const INFLATED_CHUNK = 64 * 1024

type Done = (error: CdsError | undefined, text?: string) => void

/**
 * Reads a JSON body as text, once (`GEN-11`, `GEN-13`); parsing it is the engine's work. Refuses other
 * media types, encodings other than one layer of gzip, what is not UTF-8, and what is over `limit` bytes
 * as sent or inflated (threat T11). What all requests buffer together is counted in `budget`.
 */
export function jsonText(limit: number, budget: ByteBudget): RequestHandler {
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (!JSON_TYPE.test((request.headers['content-type'] ?? '').trim()))
      throw new CdsError('CDS_MEDIA_TYPE_UNSUPPORTED', [
        { remedy: 'Send Content-Type: application/json (charset UTF-8).' },
      ])
    const zipped = isZipped(request)
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
    const done: Done = (error, text) => {
      if (error === undefined) request.body = text
      next(error)
    }
    read(request, limit, budget, (error, body) => {
      if (body === undefined) {
        done(error)
        return
      }
      if (zipped) inflate(body, limit, budget, done)
      else {
        budget.give(body.length)
        decode(body, done)
      }
    })
  }
}

function isZipped({ headers }: Request): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip')
    throw new CdsError('CDS_MEDIA_TYPE_UNSUPPORTED', [
      { remedy: 'Send the body as it is, or with Content-Encoding: gzip, once.' },
    ])
  return encoding === 'gzip'
}

/**
 * Gathers the body, whose bytes whoever gets it has to give back. That it broke off is told, too: what was
 * begun for the call has to end.
 */
function read(
  request: IncomingMessage,
  limit: number,
  budget: ByteBudget,
  done: (error: CdsError | undefined, body?: Buffer) => void,
): void {
  if (request.destroyed) {
    done(BROKEN_OFF)
    return
  }
  const chunks: Buffer[] = []
  let size = 0
  let over = false
  const finish = (): void => {
    over = true
    budget.give(size)
  }
  const refuse = (error: CdsError): void => {
    finish()
    chunks.length = 0
    // Of the rest the listener takes care.
    done(error)
  }
  request.on('data', (chunk: Buffer) => {
    if (over) return
    if (size + chunk.length > limit) refuse(tooLarge(limit))
    else if (budget.take(chunk.length)) {
      size += chunk.length
      chunks.push(chunk)
    } else refuse(new CdsError('CDS_OVERLOADED'))
  })
  request.on('end', () => {
    if (over) return
    over = true
    const [first] = chunks
    done(
      undefined,
      chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size),
    )
  })
  const gone = (): void => {
    if (over) return
    finish()
    done(BROKEN_OFF)
  }
  request.on('error', gone)
  request.on('close', gone)
}

/**
 * The body broke off, and so has the connection. Where that is a refusal, the listener has counted it, by
 * its own code.
 */
export const BROKEN_OFF = new CdsError('CDS_REQUEST_MALFORMED', [
  { remedy: 'Send the whole body.' },
])

/**
 * Inflates piece by piece, each counted when it is there, so that a small body costs a small part. Counted
 * is the greater of body and text, or a body within the limit might never have room. Gives back both.
 */
function inflate(body: Buffer, limit: number, budget: ByteBudget, done: Done): void {
  const gunzip = createGunzip({ chunkSize: INFLATED_CHUNK })
  const chunks: Buffer[] = []
  let inflated = 0
  let counted = body.length
  let over = false
  const finish: Done = (error, text) => {
    if (over) return
    over = true
    gunzip.destroy()
    budget.give(counted)
    done(error, text)
  }
  gunzip.on('data', (chunk: Buffer) => {
    if (over) return
    inflated += chunk.length
    const more = Math.max(0, inflated - counted)
    if (inflated > limit) finish(tooLarge(limit))
    else if (budget.take(more)) {
      counted += more
      chunks.push(chunk)
    } else finish(new CdsError('CDS_OVERLOADED'))
  })
  gunzip.on('end', () => {
    if (!over) decode(Buffer.concat(chunks, inflated), finish)
  })
  gunzip.on('error', () =>
    finish(
      new CdsError('CDS_REQUEST_MALFORMED', [{ remedy: 'The gzip data cannot be inflated.' }]),
    ),
  )
  gunzip.end(body)
}

function decode(body: Buffer, done: Done): void {
  if (body.length === 0)
    done(
      new CdsError('CDS_REQUEST_MALFORMED', [
        { remedy: 'Send one JSON object; the body is empty.' },
      ]),
    )
  else if (!isUtf8(body))
    done(new CdsError('CDS_REQUEST_MALFORMED', [{ remedy: 'Send the body in UTF-8.' }]))
  else done(undefined, body.toString('utf8', startsWithMark(body) ? 3 : 0))
}

/** A byte order mark: some clients of .NET send one, and it may be passed over (RFC 8259 §8.1). */
function startsWithMark(body: Buffer): boolean {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
}

function tooLarge(limit: number): CdsError {
  return new CdsError('CDS_BODY_TOO_LARGE', [{ remedy: `Send at most ${limit} bytes.` }])
}
