import type { Sealer } from '../security/seal.ts'

/** The secret cannot be changed; the message says why. Nothing has changed. */
export class KeyChangeError extends Error {
  override readonly name = 'KeyChangeError'
}

export interface Resealer {
  /** The text under the new key; as it is, where it opens under neither. */
  reseal(sealed: string, context: string): string
  count(): number
  unreadable(): number
}

/** Seals anew what one key opens. What the other opens already is left: an earlier change did it. */
export function resealer(from: Sealer, to: Sealer): Resealer {
  let count = 0
  let unreadable = 0
  return {
    reseal(sealed, context) {
      const text = from.open(sealed, context)
      if (text !== undefined) {
        count += 1
        return to.seal(text, context)
      }
      if (to.open(sealed, context) === undefined) unreadable += 1
      return sealed
    },
    count: () => count,
    unreadable: () => unreadable,
  }
}
