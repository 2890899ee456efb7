/** The command line was not understood; the message says what is missing. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Refuses what a command does not take: a word that is passed over may have been meant. */
export function atMost(words: readonly string[], most: number): void {
  const extra = words.slice(most)[0] ?? words.find((each) => /^-./.test(each))
  if (extra !== undefined) throw new UsageError(`"${extra}" is not understood here`)
}
