import { createHmac } from 'node:crypto'

/**
 * A keyed hash of several parts (HMAC-SHA-256, base64url): what is keyed with it cannot be traced to
 * the parts without the key, and no two lists of parts run together.
 */
export function keyedHash(secret: Uint8Array): (...parts: readonly string[]) => string {
  return (...parts) =>
    createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url')
}
