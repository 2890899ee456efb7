/**
 * Freezes what rules are about to read, so that one which changes it fails on the spot, and spoils no
 * other rule's data. Plain data only; what is frozen already is left alone.
 */
export function freezeInput(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return
  Object.freeze(value)
  for (const member of Object.values(value)) freezeInput(member)
}

/**
 * Says for which calls the input is frozen. It costs a third of reading the request, so not for all: the
 * first ones of a worker's life, and then one of many.
 */
export function freezing(first = 200, then = 64): () => boolean {
  let calls = 0
  return () => {
    calls += 1
    return calls <= first || calls % then === 0
  }
}
