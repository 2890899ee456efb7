import type { Fault } from './fault.ts'
import type { LoadedRule, Registry } from './registry.ts'
import type { Report } from './report.ts'
import type { RuleGuard } from './rule-guard.ts'
import { type Change, createSuspensions, type SuspensionOptions } from './suspension.ts'

/** Every rule of a registry under a number: the same in each thread that loaded the same services. */
export interface Numbered {
  readonly names: readonly string[]
  readonly rules: readonly { readonly service: string; readonly loaded: LoadedRule }[]
  of(loaded: LoadedRule): number
  /** The number of a rule by its ids; -1 where there is none. */
  find(service: string, rule: string): number
}

export function numbered(registry: Registry): Numbered {
  const rules = [...registry.values()].flatMap(({ service, rules }) =>
    rules.map((loaded) => ({ service: service.id, loaded })),
  )
  const names = rules.map(({ service, loaded }) => `${service}/${loaded.rule.id}`)
  const byRule = new Map(rules.map(({ loaded }, index) => [loaded, index]))
  const byName = new Map(names.map((name, index) => [name, index]))
  return {
    names,
    rules,
    of: (loaded) => byRule.get(loaded) ?? -1,
    find: (service, rule) => byName.get(`${service}/${rule}`) ?? -1,
  }
}

const OPEN = 0
const CLOSED = 1
const TRIAL = 2

/** A gate per rule in memory that threads share, so that a suspension holds at once and everywhere. */
export type Gates = Int32Array<SharedArrayBuffer>

export function gatesFor({ names }: Numbered): Gates {
  return new Int32Array(new SharedArrayBuffer(Math.max(names.length, 1) * 4))
}

/** Whether a rule may pass its gate now; the one who passes it on trial closes it behind himself. */
export function passes(gates: Gates, rule: number): boolean {
  const gate = Atomics.load(gates, rule)
  if (gate === OPEN) return true
  return gate === TRIAL && Atomics.compareExchange(gates, rule, TRIAL, CLOSED) === TRIAL
}

/** Watches over all rules of a process: counts their faults and keeps their gates. */
export interface RuleHealth {
  readonly gates: Gates
  readonly numbers: Numbered
  fault(rule: number, fault: Fault): void
  /** Takes in how the rules of an answered call did. */
  saw(report: Report): void
  /** Offers trials that are due; called now and then. */
  look(): void
  suspended(): readonly { readonly service: string; readonly rule: string }[]
}

/** @param told is called with each change, for the log. */
export function ruleHealth(
  registry: Registry,
  monotonic: () => number,
  told: (service: string, rule: string, change: Change, fault?: Fault) => void,
  options: Partial<SuspensionOptions> = {},
): RuleHealth {
  const numbers = numbered(registry)
  const gates = gatesFor(numbers)
  const suspensions = createSuspensions(options)
  const of = (rule: number) => {
    const { service = '', loaded } = numbers.rules[rule] ?? {}
    return { service, rule: loaded?.rule.id ?? '' }
  }

  function apply(change: Change | undefined, fault?: Fault): void {
    if (change === undefined) return
    const gate = { suspended: CLOSED, trial: TRIAL, well: OPEN }[change.to]
    Atomics.store(gates, change.rule, gate)
    const { service, rule } = of(change.rule)
    told(service, rule, change, fault)
  }

  const health: RuleHealth = {
    gates,
    numbers,
    fault(rule, fault) {
      if (rule >= 0) apply(suspensions.fault(rule, monotonic()), fault)
    },
    saw({ service, rules }) {
      for (const { rule, fault, state } of rules)
        if (fault?.name === 'BarredError') continue
        else if (fault !== undefined) health.fault(numbers.find(service, rule), fault)
        else if (state === 'evaluated' && suspensions.isAnyOnTrial)
          apply(suspensions.ran(numbers.find(service, rule), monotonic()))
    },
    look() {
      for (const change of suspensions.due(monotonic())) apply(change)
    },
    suspended: () => suspensions.suspended().map(of),
  }
  return health
}

/** The guard of an engine that runs in the process itself: budgets of async rules, and gates. */
export function healthGuard({ gates, numbers }: RuleHealth, budgetMs: number): RuleGuard {
  const nothing = () => {}
  return {
    budgetMs,
    barred: (loaded) => (passes(gates, numbers.of(loaded)) ? undefined : 'suspended'),
    share: nothing,
    enter: nothing,
    leave: nothing,
    waits: () => nothing,
  }
}
