import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deriveKey } from './secret.ts'

const ALGORITHM = 'aes-256-gcm'
const VERSION = 'v1.'
/** NIST SP 800-38D, section 8.2.2: a random 96-bit nonce, 128-bit tag. */
const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface Sealer {
  /** Encrypts `text`; it opens again only under the same `context`, which is not stored. */
  readonly seal: (text: string, context: string) => string
  /** The text, or undefined when it was altered, moved, or sealed with another secret. */
  readonly open: (sealed: string, context: string) => string | undefined
}

/**
 * Authenticated encryption of texts at rest (AES-256-GCM) under a key derived from `secret` for
 * this `purpose` alone. The result is ASCII: `v1.` and base64url of nonce, tag and ciphertext.
 */
export function sealer(secret: Uint8Array, purpose: string): Sealer {
  const key = deriveKey(secret, `seal: ${purpose}`)
  return {
    seal(text, context) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, nonce)
      cipher.setAAD(Buffer.from(context))
      const body = [cipher.update(text, 'utf8'), cipher.final()]
      return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), ...body]).toString('base64url')
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url')
      if (!sealed.startsWith(VERSION) || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
      const nonce = bytes.subarray(0, NONCE_BYTES)
      const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(context))
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES))
      try {
        return Buffer.concat([text, decipher.final()]).toString('utf8')
      } catch {
        // The one failure of `final` in GCM: the tag does not fit.
        return undefined
      }
    },
  }
}
