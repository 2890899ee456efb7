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
export function keyedHash(secret: Uint8Array): (...parts: readonly string[]) => string {
  const key = createSecretKey(deriveKey(secret, 'keyed hash'))
  return (...parts) => {
    let framed = ''
    for (const part of parts) framed += `${part.length}:${part}`
    // UTF-16 keeps lone surrogates apart, which UTF-8 would turn into one and the same U+FFFD.
    return createHmac('sha256', key).update(framed, 'utf16le').digest('base64url')
  }
}
