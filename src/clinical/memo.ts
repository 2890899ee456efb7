/**
 * Remembers what a pure function said of an object, for as long as the object lives. Several rules ask
 * the same of one resource (its codes, its date, whether it counts), and data are never changed once
 * they are parsed.
 */
export function perObject<A extends object, R>(ask: (thing: A) => R): (thing: A) => R {
  const known = new WeakMap<A, { readonly answer: R }>()
  return (thing) => {
    const before = known.get(thing)
    if (before !== undefined) return before.answer
    const answer = ask(thing)
    known.set(thing, { answer })
    return answer
  }
}
