import type { Reach } from './address-guard.ts'
import { guardedFetch, jsonOf, OutboundError } from './guarded-fetch.ts'

export interface JwksPlace {
  readonly url: string
  readonly reach: Reach
}

/** The JSON at an address. @throws JwksError with a word for the log. */
export type FetchJwks = (place: JwksPlace) => Promise<unknown>

/** A key set could not be had; the message tells why, in one word for logs. */
export class JwksError extends Error {
  override readonly name = 'JwksError'
}

const ASKED = {
  headers: { accept: 'application/jwk-set+json, application/json' },
  maxBytes: 64 * 1024,
  deadlineMs: 2000,
} as const

/**
 * Fetches a key set: 2 s and 64 KiB at most, no redirects, no compression, and only from an address
 * that the place's reach admits, judged after resolving (threats T2, T7). Carries nothing of ours.
 */
export const fetchJwks: FetchJwks = async (place) => {
  try {
    const answer = await guardedFetch({ ...place, ...ASKED })
    if (answer.status !== 200) throw new JwksError(`status-${answer.status}`)
    return jsonOf(answer)
  } catch (error) {
    throw error instanceof OutboundError ? new JwksError(error.message) : error
  }
}
