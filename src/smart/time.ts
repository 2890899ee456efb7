/** A person waits for a page longer than an EHR waits for a card. */
const MOST_MS = 8000

/** The time that one request of the page may spend on FHIR. */
export function timeFor(monotonic: () => number): { readonly remainingMs: () => number } {
  const end = monotonic() + MOST_MS
  return { remainingMs: () => end - monotonic() }
}
