import { isDeepStrictEqual } from 'node:util'
import { markdownText } from '../../cards/escape.ts'
import type { CardTemplate } from '../../cards/template.ts'
import { parseWording, type SlotValue, type Wording } from '../../cards/wording.ts'
import type { ServedCard } from '../engine/answer.ts'
import type { Scores } from '../engine/define-rule.ts'
import type { ExpectedCard } from './rule-cases.ts'

/** The cards are those that are expected, in any order. */
export function mustBe(expected: readonly string[], found: readonly ServedCard[]): void {
  const names = found.map(({ cardName }) => cardName)
  if (isDeepStrictEqual(names.toSorted(), expected.toSorted())) return
  const texts = found.map(({ cardName, card }) => `${cardName} ("${card.summary}")`)
  throw new Error(`shows ${listed(texts)}; expected is ${listed(expected)}`)
}

/** Links lead to scores that the rule has. At the bedside a card is worth more than its link. */
export function mustLink(found: readonly ServedCard[], scores: Scores = {}): void {
  const known = Object.entries(scores).flatMap(([name, { id }]) => [name, id])
  for (const { card } of found)
    for (const { appContext = '{}' } of card.links ?? []) {
      const { score } = JSON.parse(appContext) as { readonly score?: string }
      if (score !== undefined && !known.includes(score))
        throw new Error(`companion: the rule has no score "${score}" among its scores`)
    }
}

function listed(cards: readonly string[]): string {
  return cards.length === 0 ? 'no card' : cards.join(', ')
}

/** The expected slot values stand in the card's words, each where its slot is; so do its suggestions. */
export function mustShow(
  found: readonly ServedCard[],
  template: CardTemplate | undefined,
  expected: ExpectedCard,
): void {
  const wordings = [template?.summary ?? '', template?.detail ?? ''].map(parseWording)
  const cards = found.filter(({ cardName }) => cardName === expected.card).map(({ card }) => card)
  for (const [slot, value] of Object.entries(expected.values ?? {})) {
    if (!wordings.some(({ slots }) => slots.includes(slot)))
      throw new Error(`the card "${expected.card}" has no slot {{${slot}}}`)
    const isShown = cards.some(({ summary, detail = '' }) =>
      [summary, detail].some((text, index) => {
        const wording = wordings[index]
        return wording?.slots.includes(slot) === true && shows(text, wording, slot, value)
      }),
    )
    if (!isShown)
      throw new Error(
        `{{${slot}}} should be ${JSON.stringify(value)} in ${JSON.stringify(cards.map(({ summary, detail }) => [summary, detail]))}`,
      )
  }
  if (expected.suggestions === undefined) return
  const offered = cards.map(({ suggestions = [] }) => suggestions.map(({ label }) => label))
  if (!offered.some((labels) => isDeepStrictEqual(labels, expected.suggestions)))
    throw new Error(
      `should suggest ${JSON.stringify(expected.suggestions)}, but offers ${JSON.stringify(offered)}`,
    )
}

/** A number is the slot's whole value; a text may be a part of it, but the empty text is all of it. */
function shows(text: string, wording: Wording, slot: string, value: SlotValue): boolean {
  // A summary that was too long ends where it was cut.
  if (text.endsWith('…')) return text.includes(String(value))
  const here = `(?:${literal(String(value))}|${literal(markdownText(value))})`
  const pattern = wording.parts.map((part) => {
    if ('literal' in part) return literal(part.literal)
    if (part.slot !== slot) return '[^]*'
    return typeof value === 'number' || value === '' ? here : `[^]*${here}[^]*`
  })
  return new RegExp(`^${pattern.join('')}$`).test(text)
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
