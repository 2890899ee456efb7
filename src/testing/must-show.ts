import { isDeepStrictEqual } from 'node:util'
import type { CardDraft } from '../../cards/draft.ts'
import { mayLead } from '../../cards/link-hosts.ts'
import type { CardTemplate } from '../../cards/template.ts'
import { parseWording, type SlotValue } from '../../cards/wording.ts'
import type { Source } from '../clinical/score.ts'
import type { ServedCard } from '../engine/answer.ts'
import type { Scores } from '../engine/define-rule.ts'
import { COMPANION } from './harness.ts'
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

/** Links that the service would leave out of its cards (T19). */
export function mustLead(drafted: readonly CardDraft[], { url }: Source): void {
  for (const link of drafted.flatMap(({ extras }) => extras.links ?? []))
    if (!mayLead(link, { companionUrl: COMPANION }, url))
      throw new Error(
        link.type === 'smart'
          ? `the link "${link.label}" launches ${link.url}: make it with companion(), which knows the one app that cards may launch`
          : `the link "${link.label}" leads to ${URL.parse(link.url)?.host}, and would be left out: link to the host of source.url, or have the deployment list the host in linkHosts`,
      )
}

function listed(cards: readonly string[]): string {
  return cards.length === 0 ? 'no card' : cards.join(', ')
}

/**
 * One of the drafted cards has the expected values in its slots, and its suggestions. The drafts are
 * asked, not the words of the card: where two slots stand side by side, words do not tell whose they are.
 */
export function mustShow(
  drafted: readonly CardDraft[],
  template: CardTemplate | undefined,
  expected: ExpectedCard,
): void {
  const slots = [template?.summary ?? '', template?.detail ?? ''].flatMap(
    (text) => parseWording(text).slots,
  )
  const wanted = Object.entries(expected.values ?? {})
  for (const [slot] of wanted)
    if (!slots.includes(slot))
      throw new Error(`the card "${expected.card}" has no slot {{${slot}}}`)

  const cards = drafted.filter(({ name }) => name === expected.card)
  const given = JSON.stringify(cards.map(({ values }) => values))
  const fits = ({ values }: CardDraft) => wanted.every(([slot, value]) => has(values[slot], value))
  for (const [slot, value] of wanted)
    if (!cards.some(({ values }) => has(values[slot], value)))
      throw new Error(`{{${slot}}} should be ${JSON.stringify(value)} in ${given}`)
  const fitting = cards.filter(fits)
  if (fitting.length === 0)
    throw new Error(`no one card has all of ${JSON.stringify(expected.values)}: ${given}`)

  if (expected.suggestions === undefined) return
  const offered = fitting.map(({ extras }) => (extras.suggestions ?? []).map(({ label }) => label))
  if (!offered.some((labels) => isDeepStrictEqual(labels, expected.suggestions)))
    throw new Error(
      `should suggest ${JSON.stringify(expected.suggestions)}, but offers ${JSON.stringify(offered)}`,
    )
}

/** A number is the slot's whole value; a text may be a part of it, but the empty text is all of it. */
function has(given: SlotValue | undefined, value: SlotValue): boolean {
  const text = String(given ?? '')
  return typeof value === 'number' || value === '' ? text === String(value) : text.includes(value)
}
