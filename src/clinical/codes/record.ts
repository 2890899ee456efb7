/** Any JSON object, read member by member. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** The value as a JSON object; `undefined` for null, arrays and everything else. */
export function record(value: unknown): JsonRecord | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  // Narrowed to a plain object above; members stay unknown.
  return value as JsonRecord
}

/** The value as a list; anything that is not an array is an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value if it is a text with something in it besides blanks. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}
