import { assembleCards, droppedCard } from '../../cards/assemble.ts'
import { gapCard } from '../../cards/gap.ts'
import type { Problem } from '../errors.ts'
import type { Action } from '../protocol/action.ts'
import type { Card } from '../protocol/card.ts'
import { inProfile, type Profile } from '../protocol/profiles.ts'
import type { ClientPolicy } from './client-policy.ts'
import type { Made, MadeCard } from './made.ts'
import type { LoadedService } from './registry.ts'
import type { RuleReport } from './report.ts'

/** A card on the wire and where it comes from. */
export interface ServedCard {
  readonly card: Card
  readonly rule: string
  readonly ruleVersion: string
  readonly cardName: string
  /** The card as JSON. */
  readonly text: string
}

export interface Answer {
  readonly served: readonly ServedCard[]
  readonly systemActions: readonly Action[]
  readonly rules: readonly RuleReport[]
  /** Set where no rule could be evaluated for lack of data: the answer is 412. */
  readonly unavailable?: readonly Problem[]
}

/**
 * Makes one answer of what the rules added: cards, gap card, order and cap; or 412.
 *
 * @param lacking tells an integrator what to send, where no rule could be evaluated
 */
export function answerOf(
  made: readonly Made[],
  service: LoadedService,
  client: ClientPolicy,
  newId: () => string,
  lacking: () => readonly Problem[],
): Answer {
  const rules = made.map(({ report }) => report)
  const blind = rules.length > 0 && rules.every(({ state }) => state === 'not-evaluated')
  const announces = service.service.announceGaps === true
  if (blind && !(announces && client.gapCardFor412))
    return { served: [], systemActions: [], rules, unavailable: lacking() }
  const label = service.service.title
  const cards: MadeCard[] = comparable(made.flatMap((each) => each.cards))
  const gaps = made
    .flatMap((each) => each.gaps)
    .filter((gap) => announces || gap.isFailure === true)
  if (gaps.length > 0) cards.push(ours('not-checked', 'gap', gapCard(gaps, newId(), label)))
  const assembled = assembleCards(cards, client.maxCards, (dropped) =>
    ours('left-out', 'leftOut', droppedCard(dropped, newId(), label)),
  )
  return {
    served: assembled.map(({ card, origin }) => ({ card, ...origin })),
    systemActions: made.flatMap((each) => each.systemActions),
    rules,
  }
}

function ours(rule: string, cardName: string, card: Card): MadeCard {
  return { card, origin: { rule, ruleVersion: '1.0.0', cardName, text: JSON.stringify(card) } }
}

/** Cards that share a summary are looked at more closely: as data, read back from their texts. */
function comparable(cards: MadeCard[]): MadeCard[] {
  if (new Set(cards.map(({ card }) => card.summary)).size === cards.length) return cards
  return cards.map(({ origin }) => ({ card: JSON.parse(origin.text) as Card, origin }))
}

/** The response in the words of the client's version, as JSON. */
export function bodyText(
  { served, systemActions }: Answer,
  profile: Profile,
  client: ClientPolicy,
): string {
  if (systemActions.length === 0 && (profile === '2.0.1' || profile === '3.0'))
    return `{"cards":[${served.map(({ text }) => text).join(',')}]}`
  const cards = served.map(({ text }) => JSON.parse(text) as Card)
  const response =
    systemActions.length === 0 ? { cards } : { cards, systemActions: [...systemActions] }
  return JSON.stringify(inProfile(response, profile, client.capabilities))
}
