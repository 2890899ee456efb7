import type { Failure } from './failure.ts'
import { type Occasion, servicesFor } from './hooks.ts'
import type { Card, HookRequest, ServiceEntry } from './wire.ts'

/** What one service was asked at one moment, and what came of it. */
export interface HookCall {
  readonly service: ServiceEntry
  readonly state: 'asking' | 'answered' | 'failed'
  readonly request?: HookRequest
  readonly ms?: number
  /** Where it answered. */
  readonly cards?: readonly Card[]
  readonly response?: unknown
  /** Where it did not. */
  readonly failure?: Failure
}

/** All services of one moment, asked together; their cards are shown together, severest first. */
export interface Round {
  readonly id: string
  readonly occasion: Occasion
  /** Whether it is known which services there are to ask: they are looked up for each round. */
  readonly listing: 'asking' | 'known' | 'failed'
  readonly failure?: Failure
  readonly calls: readonly HookCall[]
}

export interface PlacedCard {
  readonly card: Card
  readonly service: string
  readonly title: string
}

const SEVERITY = ['critical', 'warning', 'info'] as const

export const isSettled = ({ listing, calls }: Round) =>
  listing !== 'asking' && calls.every(({ state }) => state !== 'asking')

export const failedCalls = ({ calls }: Round) => calls.filter(({ state }) => state === 'failed')

/** Whether every service that there is was asked and has checked. */
export const isChecked = (round: Round) =>
  round.listing === 'known' && isSettled(round) && failedCalls(round).length === 0

export const titleOfService = ({ title, id }: ServiceEntry) => title ?? id

/** The cards of a round, severest first; equals stay in the order of services and answers. */
export function cardsOf({ calls }: Round): readonly PlacedCard[] {
  const rank = ({ card }: PlacedCard) => SEVERITY.indexOf(card.indicator)
  return calls
    .flatMap(({ service, cards = [] }) =>
      cards.map((card) => ({ card, service: service.id, title: titleOfService(service) })),
    )
    .toSorted((a, b) => rank(a) - rank(b))
}

/** The round with the services that answer its hook still to be asked. */
export function listed(round: Round, services: readonly ServiceEntry[]): Round {
  const calls = servicesFor(services, round.occasion.hook).map(
    (service): HookCall => ({ service, state: 'asking' }),
  )
  return { ...round, listing: 'known', calls }
}

/** The round with one call changed; the very same where it is another round's call. */
export function withCall(round: Round, service: string, change: Partial<HookCall>): Round {
  const calls = round.calls.map((each) =>
    each.service.id === service ? { ...each, ...change } : each,
  )
  return { ...round, calls }
}

/** A round in one sentence. Services that did not answer are counted: silence is no safety. */
export function tellOf(round: Round): string {
  if (round.listing === 'asking') return 'Asking which services there are …'
  if (round.listing === 'failed')
    return 'Which services there are could not be asked: none checked.'
  if (round.calls.length === 0) return 'No service answers this moment.'
  if (!isSettled(round)) {
    const waiting = round.calls.filter(({ state }) => state === 'asking')
    return `Asking ${waiting.map(({ service }) => titleOfService(service)).join(', ')} …`
  }
  const failed = failedCalls(round).length
  const cards = cardsOf(round)
  const bySeverity = SEVERITY.map((indicator) => ({
    indicator,
    many: cards.filter(({ card }) => card.indicator === indicator).length,
  })).filter(({ many }) => many > 0)
  const counts = bySeverity.map(({ indicator, many }) => `${many}\u00a0${indicator}`).join(', ')
  const told =
    cards.length === 0
      ? 'No cards.'
      : `${cards.length === 1 ? '1 card' : `${cards.length} cards`}: ${counts}.`
  if (failed === 0) return told
  return `${told} ${failed === 1 ? '1 service' : `${failed} services`} did not check.`
}
