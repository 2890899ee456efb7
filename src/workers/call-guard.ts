import type { LoadedRule } from '../engine/registry.ts'
import type { Barred, RuleGuard } from '../engine/rule-guard.ts'
import { type Gates, type Numbered, passes } from '../engine/rule-health.ts'
import { freezeInput } from './freeze-input.ts'
import { beginWaiting, endWaiting, enterRule, leaveRule, type Slots } from './slots.ts'

/** What the guards of all calls in a worker share. */
export interface GuardSetting {
  readonly slots: Slots
  readonly gates: Gates
  readonly numbers: Numbered
  readonly budgetMs: number
}

/** The guard of one call: writes down which of its rules is at work. */
export function callGuard(
  { slots, gates, numbers, budgetMs }: GuardSetting,
  call: number,
  freezes: boolean,
  barred: readonly (readonly [rule: number, why: Barred])[] = [],
): RuleGuard {
  return {
    budgetMs,
    barred(loaded) {
      const rule = numbers.of(loaded)
      for (const [each, why] of barred) if (each === rule) return why
      return passes(gates, rule) ? undefined : 'suspended'
    },
    share(input) {
      if (freezes) freezeInput(input)
    },
    enter: (loaded: LoadedRule) => enterRule(slots, numbers.of(loaded), call),
    leave: () => leaveRule(slots),
    waits(loaded) {
      const rule = numbers.of(loaded)
      beginWaiting(slots, rule)
      let isOver = false
      return () => {
        if (!isOver) endWaiting(slots, rule)
        isOver = true
      }
    },
  }
}
