import { Buffer } from 'node:buffer'
import type { FetchFailure } from './client.ts'
import { judgeJson } from './fhir-json.ts'

export type Answer =
  | { readonly ok: true; readonly resource: Record<string, unknown> }
  | { readonly ok: false; readonly failure: FetchFailure }

/** The codes of errors of inflating. */
const INFLATING = /^(?:Z_|ERR__ERROR_FORMAT|ERR_BROTLI)/

/**
 * The resource in an answer's body. Stops at the first chunk, after inflating, that is beyond
 * `maxBytes` or that `takes` says no to: a small compressed answer may be a large one (T11). Never
 * rejects; a body that stays silent keeps it pending, so the caller's timer decides.
 */
export async function readJson(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  takes: (bytes: number) => boolean,
): Promise<Answer> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of body) {
      length += chunk.length
      if (length > maxBytes || !takes(chunk.length)) return failed('too-large')
      chunks.push(chunk)
    }
  } catch (error) {
    // Compression that is none is the server's word; anything else is the connection's end.
    const { code } = error as { readonly code?: unknown }
    return failed(typeof code === 'string' && INFLATING.test(code) ? 'rubbish' : 'unreachable')
  }
  const value = parsed(Buffer.concat(chunks, length))
  const verdict = judgeJson(value)
  return verdict === 'resource'
    ? { ok: true, resource: value as Record<string, unknown> } // judged to be an object
    : failed(verdict)
}

/** Strict UTF-8, as for requests (T9, T18); `undefined` where it is no JSON. */
function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined // the messages quote the body
  }
}

export function failed(failure: FetchFailure): Extract<Answer, { ok: false }> {
  return { ok: false, failure }
}
