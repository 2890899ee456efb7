/** What each input adds to a score, in the score's own terms, so that a page can draw it. */
export type Terms = Readonly<Record<string, number>>

/** The sum of all terms. */
export function total(terms: Terms): number {
  return Object.values(terms).reduce((sum, term) => sum + term, 0)
}

/**
 * The log of `min(x, 1) ** below * max(x, 1) ** above` with `x = value / knot`: how the CKD-EPI
 * equations bend. It is 0 at the knot.
 */
export function bentTerm(value: number, knot: number, below: number, above: number): number {
  const ratio = value / knot
  return Math.log(ratio ** (ratio < 1 ? below : above))
}
