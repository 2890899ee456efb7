import { types } from 'node:util'

/** What was thrown, as an Error: of another realm too, and of what is none its text. */
export function asError(error: unknown): Error {
  return types.isNativeError(error) ? error : new Error(String(error))
}
