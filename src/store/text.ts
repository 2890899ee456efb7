const NUL = '\u0000'
const REPLACEMENT = '\uFFFD'
const PLAIN = /^[ -~]*$/

/**
 * The text with each NUL and lone surrogate replaced by U+FFFD: PostgreSQL refuses both, so a
 * client could otherwise make the store fail (threat T24).
 */
export function storable(text: string): string {
  // Nearly all is plain, which one quick look tells.
  if (PLAIN.test(text)) return text
  return text.toWellFormed().replaceAll(NUL, REPLACEMENT)
}

/**
 * An instant as `2026-03-01T09:30:00.000Z`, so that text order is time order.
 * Throws a RangeError when `text` is not a time.
 */
export function canonicalInstant(text: string): string {
  return new Date(text).toISOString()
}
