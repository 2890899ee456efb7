import { frozen } from '../engine/frozen.ts'
import {
  cautionFor,
  type Gates,
  giveBack,
  hasEndedOne,
  pass,
  tried,
  turnOf,
} from '../engine/gates.ts'
import type { LoadedRule } from '../engine/registry.ts'
import type { Barred, RuleGuard } from '../engine/rule-guard.ts'
import type { Numbered } from '../engine/rule-numbers.ts'
import { beginWaiting, endWaiting, enterRule, leaveRule, type Slots } from './slots.ts'

/** What the guards of all calls in a worker share. */
export interface GuardSetting {
  readonly slots: Slots
  readonly gates: Gates
  readonly numbers: Numbered
  readonly budgetMs: number
  /** The worker's, from 1. */
  readonly number: number
}

/** Whose a call is: by number, and the gates that hold for the large inputs of that client alone. */
export interface CallOf {
  readonly client: number
  readonly gates: Gates
}

/**
 * The guard of one call: writes down which of its rules is at work.
 *
 * @param client whose call it is
 */
export function callGuard(
  { slots, gates, numbers, budgetMs, number }: GuardSetting,
  call: number,
  freezes: boolean,
  client: CallOf,
  barred: readonly (readonly [rule: number, why: Barred])[] = [],
): RuleGuard {
  /** The client, where the input is large. */
  let large: CallOf | undefined
  const numberOf = (loaded: LoadedRule) => numbers.of(loaded, large !== undefined)
  let held = -1
  const first = new Set<number>()
  const waitedFor = new Set<number>()
  return {
    budgetMs,
    sized(isLarge) {
      large = isLarge ? client : undefined
    },
    caution: (loaded) => cautionFor(gates, numberOf(loaded), large?.gates),
    barred(loaded, ms) {
      const rule = numberOf(loaded)
      for (const [each, why] of barred) if (each === rule) return why
      // It was waited for as one that is only slow, and has ended the worker that ran it.
      if (waitedFor.has(rule) && hasEndedOne(gates, rule)) return 'late'
      const passage = pass(gates, rule, number, large?.gates)
      if (passage === 'held') held = rule
      if (passage === 'first') first.add(rule)
      if (passage === 'later') {
        waitedFor.add(rule)
        return turnOf(gates, rule, ms)
      }
      if (passage === 'busy') return 'late'
      return passage === 'closed' ? 'suspended' : undefined
    },
    share(input) {
      if (freezes) frozen(input)
    },
    enter(loaded) {
      enterRule(slots, numberOf(loaded), call, large?.client)
    },
    leave: () => leaveRule(slots),
    waits(loaded) {
      const rule = numberOf(loaded)
      beginWaiting(slots, rule, large?.client)
      let isOver = false
      return () => {
        if (!isOver) endWaiting(slots, rule)
        isOver = true
      }
    },
    through(loaded) {
      const rule = numberOf(loaded)
      if (first.delete(rule)) tried(gates, rule, number)
      if (held !== rule) return
      held = -1
      giveBack(gates, number)
    },
  }
}
