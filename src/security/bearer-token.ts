import { decodeJwt, decodeProtectedHeader } from 'jose'
import { Untrusted } from './untrusted.ts'

const MAX_TOKEN = 8 * 1024
const BEARER = /^bearer +(\S+)$/i
const COMPACT = /^[\w-]+\.[\w-]+\.([\w-]+)$/

/** A token taken apart; nothing in it is proven yet. */
export interface ReadToken {
  readonly text: string
  readonly header: Readonly<Record<string, unknown>>
  readonly payload: Readonly<Record<string, unknown>>
}

/** The token of an `Authorization` header (`JWT-01`). @throws Untrusted */
export function readBearer(authorization: string | undefined): ReadToken {
  if (authorization === undefined) throw new Untrusted('token-missing')
  if (authorization.length > MAX_TOKEN + 'Bearer '.length) throw new Untrusted('token-too-long')
  const text = BEARER.exec(authorization)?.[1]
  if (text === undefined) throw new Untrusted('token-missing')
  return readToken(text)
}

/** @throws Untrusted */
export function readToken(text: string): ReadToken {
  if (text.length > MAX_TOKEN) throw new Untrusted('token-too-long')
  const signature = COMPACT.exec(text)?.[1]
  if (signature === undefined || !isCanonical(signature)) throw new Untrusted('token-malformed')
  try {
    // The types are jose's; what a stranger wrote may be anything, so each member is looked at.
    return {
      text,
      header: decodeProtectedHeader(text) as Record<string, unknown>,
      payload: decodeJwt(text),
    }
  } catch {
    throw new Untrusted('token-malformed') // the messages quote the token
  }
}

/** Of the spellings with spare bits in the last character one is right, or one signature had several. */
function isCanonical(base64url: string): boolean {
  return Buffer.from(base64url, 'base64url').toString('base64url') === base64url
}
