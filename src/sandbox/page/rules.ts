import type { RuleAccount } from './wire.ts'

/** What spoke first, then what could not, then what had nothing to say; the order within stays. */
const WEIGHTS: Readonly<Record<string, number>> = { cards: 0, silent: 2, 'not-triggered': 3 }

export function byWeight(rules: readonly RuleAccount[]): readonly RuleAccount[] {
  const weight = ({ state }: RuleAccount) => WEIGHTS[state] ?? 1
  return rules.toSorted((a, b) => weight(a) - weight(b))
}
