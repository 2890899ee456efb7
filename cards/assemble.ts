import type { Action } from '../src/protocol/action.ts'
import type { Card, Indicator } from '../src/protocol/card.ts'
import { RULE_SYSTEM } from './systems.ts'

const WEIGHT: Readonly<Record<Indicator, number>> = { critical: 0, warning: 1, info: 2 }

/** A card and whatever the caller wants to keep with it. */
export interface Assembled<T> {
  readonly card: Card
  readonly origin: T
}

/**
 * The cards of a response: equal ones once, the most severe first (order kept among equals), and at
 * most `most` of them. What is dropped is the least severe, and a last card says how many.
 */
export function assembleCards<T>(
  all: readonly Assembled<T>[],
  most: number,
  more: (dropped: number) => Assembled<T>,
): readonly Assembled<T>[] {
  const sorted = distinct(all).toSorted(
    (a, b) => WEIGHT[a.card.indicator] - WEIGHT[b.card.indicator],
  )
  if (sorted.length <= most) return sorted
  const kept = sorted.slice(0, Math.max(most - 1, 1))
  return [...kept, more(sorted.length - kept.length)]
}

/** Equal cards once; only those that share a summary need a closer look. */
function distinct<T>(all: readonly Assembled<T>[]): readonly Assembled<T>[] {
  if (new Set(all.map(({ card }) => card.summary)).size === all.length) return all
  const seen = new Set<string>()
  return all.filter(({ card }) => {
    const changes = card.suggestions?.flatMap(({ label, actions }) => [
      label,
      ...(actions ?? []).map(targetOf),
    ])
    const urls = card.links?.map((link) => link.url) ?? []
    const { summary, detail = '', indicator, source } = card
    const key = JSON.stringify([indicator, source.label, summary, detail, changes, urls])
    return seen.has(key) ? false : seen.add(key)
  })
}

/** What an action changes: two cards that would change different orders are not equal. */
function targetOf(action: Action): string {
  if (action.type === 'delete') return action.resourceId
  return action.type === 'update' ? `${action.resource.resourceType}/${action.resource.id}` : ''
}

/** The card that says that others were left out. */
export function droppedCard(dropped: number, uuid: string, label: string): Card {
  const [notices, were] = dropped === 1 ? ['notice', 'was'] : ['notices', 'were']
  return {
    uuid,
    summary: `${dropped} further ${notices} of equal or lower severity ${were} left out`,
    indicator: 'info',
    source: { label, topic: { system: RULE_SYSTEM, code: 'left-out', display: 'Left out' } },
  }
}
