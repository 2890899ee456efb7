const MOST = 20_000
const memories: Map<object, unknown>[] = []

/**
 * Remembers what a pure function said of an object. Several rules ask the same of one resource (its
 * codes, its date, whether it counts), and data are never changed once they are parsed. A plain map,
 * emptied by `forgetObjects` after each request: weak maps cost the collector more than they save.
 */
export function perObject<A extends object, R>(ask: (thing: A) => R): (thing: A) => R {
  const known = new Map<object, R>()
  memories.push(known)
  return (thing) => {
    const before = known.get(thing)
    if (before !== undefined) return before
    const answer = ask(thing)
    if (known.size >= MOST) known.clear()
    known.set(thing, answer)
    return answer
  }
}

/** Lets go of all objects; whoever is still at work only asks again. */
export function forgetObjects(): void {
  for (const known of memories) known.clear()
}
