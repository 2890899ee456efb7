/** What each input adds, by the input's name: points, or the term of a linear predictor. */
export type Contributions = Readonly<Record<string, number>>

/** The sum of all contributions. */
export function sumOf(contributions: Contributions): number {
  return Object.values(contributions).reduce((sum, each) => sum + each, 0)
}
