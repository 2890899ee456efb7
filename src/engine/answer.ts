import { assembleCards, droppedCard } from '../../cards/assemble.ts'
import { gapCard } from '../../cards/gap.ts'
import type { Problem } from '../errors.ts'
import type { Action } from '../protocol/action.ts'
import type { Card } from '../protocol/card.ts'
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
}

export interface Answer {
  readonly served: readonly ServedCard[]
  readonly systemActions: readonly Action[]
  readonly rules: readonly RuleReport[]
  /** Set where no rule could be evaluated for lack of data: the answer is 412. */
  readonly unavailable?: readonly Problem[]
}

const OWN = { ruleVersion: '1.0.0' }

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
  const cards: MadeCard[] = made.flatMap((each) => each.cards)
  const gaps = announces ? made.flatMap((each) => each.gaps) : []
  if (gaps.length > 0)
    cards.push({
      card: gapCard(gaps, newId(), label),
      origin: { rule: 'not-checked', cardName: 'gap', ...OWN },
    })
  const assembled = assembleCards(cards, client.maxCards, (dropped) => ({
    card: droppedCard(dropped, newId(), label),
    origin: { rule: 'left-out', cardName: 'leftOut', ...OWN },
  }))
  return {
    served: assembled.map(({ card, origin }) => ({ card, ...origin })),
    systemActions: made.flatMap((each) => each.systemActions),
    rules,
  }
}
