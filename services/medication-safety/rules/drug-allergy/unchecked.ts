/** So many lines of the gap card somebody may still read. */
const MOST_LINES = 40

/**
 * The allergies that no order could be held against, each with each order; where that would be too many
 * lines, each allergy once, and at last how many there are.
 */
export function uncheckedAllergies(
  allergies: readonly { readonly name: string | undefined }[],
  orders: ReadonlySet<string>,
): readonly string[] {
  if (orders.size === 0) return []
  const names = [
    ...new Set(allergies.map(({ name }) => `“${name ?? 'an allergy without a name'}”`)),
  ]
  if (names.length * orders.size <= MOST_LINES)
    return [...orders].flatMap((order) =>
      names.map((name) => `the allergy ${name} against ${order}`),
    )
  const told = names.slice(0, MOST_LINES)
  const rest = names.length - told.length
  return [
    ...told.map((name) => `the allergy ${name} against these orders`),
    ...(rest > 0 ? [`${rest} more allergies against these orders`] : []),
  ]
}
