import type { Order } from './define-rule.ts'
import type { Gathered } from './gather.ts'
import type { LoadedRule } from './registry.ts'
import { ruleInput } from './rule-data.ts'
import { type RuleOutcome, type RunSetting, runRule } from './run-rule.ts'

/** A rule that applied, and what became of it. */
export interface RuleResult {
  readonly loaded: LoadedRule
  readonly outcome: RuleOutcome
  readonly ms: number
}

/** Runs the rules that apply; what is not finished at the deadline is late. */
export async function runSelected(
  selected: readonly LoadedRule[],
  gathered: Gathered,
  orders: readonly Order[],
  setting: RunSetting,
  monotonic: () => number,
): Promise<readonly RuleResult[]> {
  const running = selected.map((loaded): RuleResult | Promise<RuleResult> => {
    const started = monotonic()
    const done = (outcome: RuleOutcome): RuleResult => ({
      loaded,
      outcome,
      ms: monotonic() - started,
    })
    const input = ruleInput(loaded, gathered, orders)
    if (!input.ready) return done({ state: 'not-evaluated', lacks: input.lacks })
    const outcome = runRule(loaded, input, setting)
    return outcome instanceof Promise ? outcome.then(done) : done(outcome)
  })
  return Promise.all(running)
}
