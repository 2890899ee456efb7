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

/**
 * Fills the slots; every value goes through `escapeValue`, which takes blanks from its ends. A part of a
 * sentence, such as ` of 10 days`, keeps the one that parts it from the words beside it.
 *
 * @throws Error where a slot has no value.
 */
export function fillWording(
  wording: Wording,
  values: Readonly<Record<string, SlotValue>>,
  escapeValue: (value: SlotValue) => string,
): string {
  let text = ''
  let owesBlank = false
  for (const part of wording.parts) {
    if ('literal' in part) {
      text += owesBlank && /^[\p{L}\p{N}]/u.test(part.literal) ? ` ${part.literal}` : part.literal
      owesBlank = false
      continue
    }
    const value = Object.hasOwn(values, part.slot) ? values[part.slot] : undefined
    if (typeof value !== 'string' && (typeof value !== 'number' || !Number.isFinite(value)))
      throw new Error(`the slot {{${part.slot}}} got ${named(value)}: give it a text or a number`)
    const filled = escapeValue(value)
    if (filled === '') continue
    const isParted = owesBlank || (typeof value === 'string' && value.startsWith(' '))
    text += isParted && /\S$/.test(text) ? ` ${filled}` : filled
    owesBlank = typeof value === 'string' && value.endsWith(' ')
  }
  return text
}

/** What a slot cannot show, without its content: that may be the patient's. */
function named(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (value === undefined || value === null) return 'nothing'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
