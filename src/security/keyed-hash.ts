import { createHmac, createSecretKey } from 'node:crypto'
import { deriveKey } from './secret.ts'

/**
 * A function that turns identifiers into a name which tells nothing without the secret
 * (HMAC-SHA-256, base64url, 43 characters): for cache keys and for `patientKey`. Parts are framed
 * by their length, so `('ab', 'c')` and `('a', 'bc')` differ; any string is a valid part.
 *
 * @example
 * const hash = keyedHash(secret)
 * hash('patient', tenant, patientId)
 */
export function keyedHash(secret: Uint8Array): KeyedHash {
  return hasherOf(hashKey(secret))
}

export type KeyedHash = (...parts: readonly string[]) => string

/** The key of `keyedHash`: good for hashing and, other than the secret, for nothing else. */
export function hashKey(secret: Uint8Array): Uint8Array {
  return deriveKey(secret, 'keyed hash')
}

/** The function of `keyedHash` for a key that was derived already. */
export function hasherOf(hashKey: Uint8Array): KeyedHash {
  const key = createSecretKey(hashKey)
  return (...parts) => {
    let framed = ''
    for (const part of parts) framed += `${part.length}:${part}`
    // UTF-16 keeps lone surrogates apart, which UTF-8 would turn into one and the same U+FFFD.
    return createHmac('sha256', key).update(framed, 'utf16le').digest('base64url')
  }
}
