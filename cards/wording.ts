/** A value for a `{{slot}}`. */
export type SlotValue = string | number

/** The slot names in a text, as a type. */
export type SlotNames<T extends string> = T extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | SlotNames<Rest>
  : never

/** Wording with slots, taken apart once. */
export interface Wording {
  readonly parts: readonly ({ readonly literal: string } | { readonly slot: string })[]
  readonly slots: readonly string[]
}

/** Takes a text with `{{slots}}` apart. @throws Error where braces do not pair up. */
export function parseWording(text: string): Wording {
  const parts = text
    .split(/\{\{([A-Za-z][A-Za-z0-9]*)\}\}/)
    .map((piece, index) => (index % 2 === 0 ? { literal: piece } : { slot: piece }))
    .filter((part) => !('literal' in part) || part.literal !== '')
  for (const part of parts)
    if ('literal' in part && /\{\{|\}\}/.test(part.literal))
      throw new Error('has braces that are not a {{slot}}: write {{name}}, letters and digits only')
  return { parts, slots: parts.flatMap((part) => ('slot' in part ? [part.slot] : [])) }
}

/** Fills the slots; every value goes through `escapeValue`. @throws Error where a slot has no value. */
export function fillWording(
  wording: Wording,
  values: Readonly<Record<string, SlotValue>>,
  escapeValue: (value: SlotValue) => string,
): string {
  let text = ''
  for (const [index, part] of wording.parts.entries()) {
    if ('literal' in part) {
      text += part.literal
      continue
    }
    const value = Object.hasOwn(values, part.slot) ? values[part.slot] : undefined
    if (typeof value !== 'string' && (typeof value !== 'number' || !Number.isFinite(value)))
      throw new Error(`the slot {{${part.slot}}} has no usable value`)
    const escaped = escapeValue(value)
    if (typeof value !== 'string' || escaped === '') {
      text += escaped
      continue
    }
    // Escaping trims, but a clause that may be missing brings its blank along: "at least ", " of 12 days".
    const before = value.startsWith(' ') && /\S$/.test(text) ? ' ' : ''
    const after = value.endsWith(' ') && goesOn(wording.parts[index + 1]) ? ' ' : ''
    text += `${before}${escaped}${after}`
  }
  return text
}

/** Whether what follows wants a blank before it: a word or another value. */
function goesOn(next: Wording['parts'][number] | undefined): boolean {
  return next !== undefined && ('slot' in next || /^[\p{L}\p{N}]/u.test(next.literal))
}
