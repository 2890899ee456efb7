import type { Order } from './define-rule.ts'
import type { Gathered } from './gather.ts'
import { type Made, madeOf } from './made.ts'
import type { LoadedRule } from './registry.ts'
import { ruleInput } from './rule-data.ts'
import { type RuleOutcome, type RunSetting, runRule } from './run-rule.ts'

/** Runs the rules that apply; what is not finished at the deadline is late. */
export async function runSelected(
  selected: readonly LoadedRule[],
  gathered: Gathered,
  orders: readonly Order[],
  setting: RunSetting,
  monotonic: () => number,
  finished: (made: Made) => void,
): Promise<readonly Made[]> {
  const run = (loaded: LoadedRule): Made | Promise<Made> => {
    const started = monotonic()
    const done = (outcome: RuleOutcome): Made => {
      const made = madeOf(loaded, outcome, monotonic() - started, setting)
      setting.guard.through(loaded)
      finished(made)
      return made
    }
    const input = ruleInput(loaded, gathered, orders)
    if (!input.ready) return done({ state: 'not-evaluated', lacks: input.lacks })
    const outcome = runRule(loaded, input, setting)
    return outcome instanceof Promise ? outcome.then(done) : done(outcome)
  }
  const cautions = selected.map((loaded) => setting.guard.caution(loaded))
  if (cautions.every((caution) => caution === 0)) return Promise.all(selected.map(run))
  // What may hold up the others runs last; the order of the answer stays.
  const turns = [...selected.keys()].sort((a, b) => (cautions[a] ?? 0) - (cautions[b] ?? 0))
  const made: Promise<Made>[] = []
  for (const turn of turns) {
    const loaded = selected[turn]
    if (loaded !== undefined) made[turn] = Promise.resolve(run(loaded))
  }
  return Promise.all(made)
}
