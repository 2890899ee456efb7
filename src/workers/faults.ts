import { type Fault, faultOf } from '../engine/fault.ts'
import { enterRule, leaveRule, ruleAtWork, type Slots } from './slots.ts'

/** Finds out whose fault it is when something is thrown that nobody waits for. */
export interface Faults {
  /** For `uncaughtException` and `unhandledRejection`: the thread lives on. */
  readonly uncaught: (error: unknown) => void
  /** Runs what a rule left behind in its name. */
  readonly runAs: (rule: number, callback: () => void) => void
}

/** Where a call is nobody's, in the slots. */
const NO_CALL = 0

/** @param tell gets the number of the rule; -1 where it cannot be told. */
export function faultsOf(
  slots: Slots,
  names: readonly string[],
  tell: (rule: number, fault: Fault) => void,
): Faults {
  const ruleIn = ({ at }: Fault): number => {
    const [, service, rule] = /^services\/([\w-]+)\/rules\/([\w-]+)\//.exec(at) ?? []
    return names.indexOf(`${service}/${rule}`)
  }
  return {
    uncaught(error) {
      const fault = faultOf(error)
      const atWork = ruleAtWork(slots)
      tell(atWork >= 0 ? atWork : ruleIn(fault), fault)
      leaveRule(slots)
    },
    runAs(rule, callback) {
      enterRule(slots, rule, NO_CALL)
      try {
        callback()
      } catch (error) {
        tell(rule, faultOf(error))
      } finally {
        leaveRule(slots)
      }
    },
  }
}
