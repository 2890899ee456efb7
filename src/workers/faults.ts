import { type Fault, faultOf } from '../engine/fault.ts'
import {
  clientAtWork,
  enterRule,
  leaveRule,
  onlyClientOf,
  ruleAtWork,
  type Slots,
  wasEntered,
} from './slots.ts'

/** Runs a callback in the name of somebody. */
type RunAs = (callback: () => void) => void

/** Finds out whose fault it is when something is thrown that nobody waits for. */
export interface Faults {
  /** For `uncaughtException` and `unhandledRejection`: the thread lives on. */
  readonly uncaught: (error: unknown) => void
  /** Runs, later, what the rule at work leaves behind, in its name; `undefined`: none is at work. */
  readonly inItsName: () => RunAs | undefined
}

/** Where a call is nobody's, in the slots. */
const NO_CALL = 0

/**
 * @param names of all rules, and once more for large inputs
 * @param tell gets the number of the rule, -1 where it cannot be told; and whose the large input is, by
 * number, 0 where it is none, `null` where that cannot be told
 */
export function faultsOf(
  slots: Slots,
  names: readonly string[],
  tell: (rule: number, fault: Fault, client: number | null) => void,
): Faults {
  /** By the place where it was thrown. What has had both kinds of input may have thrown with either. */
  function tellByPlace(fault: Fault): void {
    const [, service, id] = /^services\/([\w-]+)\/rules\/([\w-]+)\//.exec(fault.at) ?? []
    const rule = names.indexOf(`${service}/${id}`)
    const large = rule + names.length / 2
    if (rule < 0 || !wasEntered(slots, large)) tell(rule, fault, 0)
    else if (wasEntered(slots, rule)) tell(rule, fault, null)
    else tell(large, fault, onlyClientOf(slots, large) ?? null)
  }

  return {
    uncaught(error) {
      const fault = faultOf(error)
      const rule = ruleAtWork(slots)
      if (rule >= 0) tell(rule, fault, clientAtWork(slots))
      else tellByPlace(fault)
      leaveRule(slots)
    },
    inItsName() {
      const rule = ruleAtWork(slots)
      if (rule < 0) return undefined
      const client = clientAtWork(slots)
      return (callback) => {
        enterRule(slots, rule, NO_CALL, client)
        try {
          callback()
        } catch (error) {
          tell(rule, faultOf(error), client)
        } finally {
          leaveRule(slots)
        }
      }
    },
  }
}
