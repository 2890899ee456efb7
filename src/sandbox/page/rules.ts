import type { RuleAccount } from './wire.ts'

/** What spoke first, then what could not, then what had nothing to say; the order within stays. */
const WEIGHTS: Readonly<Record<RuleAccount['state'], number>> = {
  cards: 0,
  ...{ 'not-evaluated': 1, failed: 1, late: 1, suspended: 1 },
  silent: 2,
  'not-triggered': 3,
}

export function byWeight(rules: readonly RuleAccount[]): readonly RuleAccount[] {
  const weight = ({ state }: RuleAccount) => WEIGHTS[state]
  return rules.toSorted((a, b) => weight(a) - weight(b))
}
