/** Numbers in [0, 1). */
type Random = () => number

const pick = <T>(all: readonly T[], random: Random): T =>
  all[Math.floor(random() * all.length)] as T

/** Characters that stand at the edges of what parsers tell apart. */
const EDGES = [
  ...'"\\{}[]:,.-+/?#@%&<>()*_`|~! \t\n\r\0',
  ...['0', '9', 'e', 'E', 'é', '\u202e', '\u200b', '\u00ad', '\ud800', '\udc00', '😀', '\uff0e'],
]

/**
 * Changes a text in one to four places: characters, pieces of its own, pieces of another input, words that
 * the code under test knows.
 */
export function mutated(
  text: string,
  others: readonly string[],
  words: readonly string[],
  random: Random,
): string {
  let changed = text
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--)
    changed = change(changed, others, words, random)
  return changed
}

function change(
  text: string,
  others: readonly string[],
  words: readonly string[],
  random: Random,
): string {
  const at = Math.floor(random() * (text.length + 1))
  const length = Math.floor(random() ** 3 * (text.length - at + 1))
  const put = (piece: string, skipped = 0) => text.slice(0, at) + piece + text.slice(at + skipped)
  switch (Math.floor(random() * 8)) {
    case 0:
      return put(pick(EDGES, random), 1)
    case 1:
      return put(pick(EDGES, random))
    case 2:
      return put('', Math.max(1, length))
    case 3: // a piece once more
      return put(text.slice(at, at + length))
    case 4: // many times, where short
      return put(text.slice(at, at + Math.min(length, 8)).repeat(1 + Math.floor(random() * 80)))
    case 5: {
      const other = pick(others, random)
      const from = Math.floor(random() * other.length)
      return put(other.slice(from, from + Math.floor(random() ** 2 * other.length)), length)
    }
    case 6:
      return put(pick(words, random), Math.floor(random() * 12))
    default: {
      const code = text.charCodeAt(at) || 0
      return put(String.fromCharCode(code ^ (1 << Math.floor(random() * 8))), 1)
    }
  }
}
