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
