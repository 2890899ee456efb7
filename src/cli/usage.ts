/** The command line was not understood; the message says what is missing. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
