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
  const doubtful = selected.filter((loaded) => setting.guard.isDoubtful(loaded))
  if (doubtful.length === 0) return Promise.all(selected.map(run))
  // What is doubtful runs last; the order of the answer stays.
  const sound = selected.filter((loaded) => !doubtful.includes(loaded))
  const inTurn = [...sound, ...doubtful]
  const made = await Promise.all(inTurn.map(run))
  return selected.flatMap((loaded) => made[inTurn.indexOf(loaded)] ?? [])
}
