/** What one body may have; real charts stay far below. */
export const LIMITS = { depth: 64, members: 200_000, keys: 2000, keyLength: 256 } as const

const DEPTH = `Nest at most ${LIMITS.depth} levels.`
const MEMBERS = `Send at most ${LIMITS.members} members in one body.`
const KEYS = `Use at most ${LIMITS.keys} keys in one object.`
const KEY_LENGTH = `Use keys of at most ${LIMITS.keyLength} characters.`
const KEY_NAME = 'Leave out the keys __proto__, constructor and prototype.'

/**
 * Walks a parsed value once. On the parsed value and not on the text, because that is several times
 * cheaper and no spelling of a key escapes it.
 *
 * @returns what the sender has to change, or undefined.
 */
export function unsafeIn(root: unknown): string | undefined {
  if (typeof root !== 'object' || root === null) return undefined
  const found = Array.isArray(root) ? walkArray(root, LIMITS.depth) : walkObject(root, LIMITS.depth)
  if (typeof found === 'string') return found
  return found > LIMITS.members ? MEMBERS : undefined
}

/** The number of members below, or what is wrong with one of them. */
function walkObject(value: object, left: number): number | string {
  if (left === 0) return DEPTH
  let keys = 0
  let members = 0
  // What the parser makes has no enumerable keys but its own.
  for (const key in value) {
    if (++keys > LIMITS.keys) return KEYS
    // The shortest forbidden key has nine characters.
    if (key.length > 8) {
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') return KEY_NAME
      if (key.length > LIMITS.keyLength) return KEY_LENGTH
    }
    const each = (value as Record<string, unknown>)[key]
    if (typeof each === 'object' && each !== null) {
      const below = Array.isArray(each) ? walkArray(each, left - 1) : walkObject(each, left - 1)
      if (typeof below === 'string') return below
      members += below
    }
  }
  return members + keys
}

function walkArray(value: readonly unknown[], left: number): number | string {
  if (left === 0) return DEPTH
  let members = value.length
  for (let index = 0; index < value.length; index++) {
    const each = value[index]
    if (typeof each === 'object' && each !== null) {
      const below = Array.isArray(each) ? walkArray(each, left - 1) : walkObject(each, left - 1)
      if (typeof below === 'string') return below
      members += below
    }
  }
  return members
}
