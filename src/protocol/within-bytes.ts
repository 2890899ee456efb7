const utf8 = new TextEncoder()
const ELLIPSIS = '…'

/**
 * A text that has at most so many bytes of UTF-8, ending in an ellipsis where it was cut; no character
 * is split.
 */
export function withinBytes(text: string, most: number): string {
  // A UTF-16 unit has three bytes at most.
  if (text.length * 3 <= most) return text
  const { read } = utf8.encodeInto(text, new Uint8Array(most))
  if (read === text.length) return text
  const room = new Uint8Array(most - utf8.encode(ELLIPSIS).length)
  return text.slice(0, utf8.encodeInto(text, room).read) + ELLIPSIS
}
