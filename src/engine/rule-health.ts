import type { Fault } from './fault.ts'
import {
  cautionFor,
  type Gates,
  gatesFor,
  giveBack,
  isOnTrial,
  isTried,
  pass,
  setGate,
  tried,
} from './gates.ts'
import { largeInputs } from './large-inputs.ts'
import type { LoadedRule, Registry } from './registry.ts'
import type { Report } from './report.ts'
import type { RuleGuard } from './rule-guard.ts'
import { type Numbered, numbered } from './rule-numbers.ts'
import { type Change, createSuspensions, type SuspensionOptions } from './suspension.ts'

/** Watches over all rules of a process: counts their faults and keeps their gates. */
export interface RuleHealth {
  readonly gates: Gates
  readonly numbers: Numbered
  /** @param client whose input it was; asked for where the number is that of large inputs */
  fault(rule: number, fault: Fault, client?: string): void
  /** The rule takes long, like one that ends or holds up a worker: for so long it runs after the others. */
  doubt(rule: number, ms: number): void
  /** The rule has ended or held up a worker: for so long it is in doubt. */
  endedWorker(rule: number, ms: number): void
  /** Rules that have done so and are in doubt; one that is only slow, as on a busy machine, is not among them. */
  workerEnders(): readonly number[]
  /** Takes in how the rules of an answered call did. @param largeOf the client, where its input was large */
  saw(report: Report, largeOf?: string): void
  /** Gates of rules, by the numbers for large inputs, that hold for those of this client alone. */
  gatesOf(client: string): Gates
  /** Offers trials that are due; called now and then. */
  look(): void
  suspended(): readonly { readonly service: string; readonly rule: string }[]
}

/** @param told is called with each change, for the log; with a client, where it is for its large inputs only. */
export function ruleHealth(
  registry: Registry,
  monotonic: () => number,
  told: (service: string, rule: string, change: Change, fault?: Fault, client?: string) => void,
  options: Partial<SuspensionOptions> = {},
): RuleHealth {
  const numbers = numbered(registry)
  const gates = gatesFor(numbers)
  const suspensions = createSuspensions(options)
  const large = largeInputs(numbers, options)
  const doubtedUntil = new Map<number, number>()
  const enders = new Set<number>()
  /** Rules that never came back well; for large inputs each has proved itself on ordinary ones. */
  const unproved = new Set([...numbers.names.keys()].filter((rule) => !numbers.isForLarge(rule)))
  for (const rule of unproved) setGate(gates, rule, 'new')
  const of = (rule: number) => {
    const { service = '', loaded } = numbers.rules[rule] ?? {}
    return { service, rule: loaded?.rule.id ?? '' }
  }

  function trust(rule: number): void {
    doubtedUntil.delete(rule)
    enders.delete(rule)
  }

  /** Where nothing is known against it any more. */
  function setAtRest(rule: number): void {
    if (suspensions.suspended().includes(rule)) return
    if (!unproved.has(rule)) setGate(gates, rule, 'open')
    else if (!isTried(gates, rule)) setGate(gates, rule, 'new')
  }

  function apply(change: Change | undefined, fault?: Fault, client?: string): void {
    if (change === undefined) return
    if (change.to === 'well') {
      trust(change.rule)
      unproved.delete(change.rule)
    }
    const gate = { suspended: 'closed', trial: 'trial', well: 'open' } as const
    const concerned = client === undefined ? gates : large.gatesOf(client)
    // Offered again where a trial came to nothing; one that nobody has taken still stands.
    if (change.to === 'trial' && isOnTrial(concerned, change.rule)) return
    setGate(concerned, change.rule, gate[change.to])
    // Doubt is about all clients.
    if (change.to === 'well') setGate(gates, change.rule, 'open')
    const { service, rule } = of(change.rule)
    told(service, rule, change, fault, client)
  }

  const isAnyAwaited = () => unproved.size > 0 || doubtedUntil.size > 0 || suspensions.isAnyOnTrial

  /** It has come back well: on trial that decides, and it was slow, no more. */
  function ran(rule: number, largeOf: string | undefined): void {
    if (largeOf !== undefined) apply(large.ran(largeOf, rule, monotonic()), undefined, largeOf)
    else if (suspensions.isAnyOnTrial) apply(suspensions.ran(rule, monotonic()))
    const isFirst = unproved.delete(rule)
    if (enders.has(rule) || !(isFirst || doubtedUntil.has(rule))) return
    trust(rule)
    setAtRest(rule)
  }

  const health: RuleHealth = {
    gates,
    numbers,
    fault(rule, fault, client = '') {
      if (rule < 0) return
      if (numbers.isForLarge(rule)) apply(large.fault(client, rule, monotonic()), fault, client)
      else apply(suspensions.fault(rule, monotonic()), fault)
    },
    doubt(rule, ms) {
      if (rule < 0) return
      doubtedUntil.set(rule, Math.max(doubtedUntil.get(rule) ?? 0, monotonic() + ms))
      if (suspensions.suspended().includes(rule)) return
      if (enders.has(rule)) setGate(gates, rule, 'doubtful')
      // The others wait for a new one, slow or not; who is at it must not be forgotten.
      else if (!isTried(gates, rule)) setGate(gates, rule, 'slow')
    },
    endedWorker(rule, ms) {
      if (rule < 0) return
      enders.add(rule)
      health.doubt(rule, ms)
    },
    workerEnders: () => [...enders],
    saw({ service, rules }, largeOf) {
      const isLarge = largeOf !== undefined
      for (const { rule, fault, state } of rules)
        if (fault?.name === 'BarredError') continue
        else if (fault !== undefined)
          health.fault(numbers.find(service, rule, isLarge), fault, largeOf)
        else if (state === 'evaluated' && (isLarge || isAnyAwaited()))
          ran(numbers.find(service, rule, isLarge), largeOf)
    },
    gatesOf: large.gatesOf,
    look() {
      const now = monotonic()
      for (const change of suspensions.due(now)) apply(change)
      for (const { client, change } of large.due(now)) apply(change, undefined, client)
      for (const [rule, until] of doubtedUntil) {
        if (now < until) continue
        trust(rule)
        setAtRest(rule)
      }
    },
    suspended: () => suspensions.suspended().map(of),
  }
  return health
}

/** The process itself, where others are workers. */
const ITSELF = 1

/**
 * The guard of one call where the engine runs in the process itself: budgets of async rules, and gates.
 *
 * @param client whose call it is
 */
export function healthGuard(
  { gates, numbers, gatesOf }: RuleHealth,
  budgetMs: number,
  client: string,
): RuleGuard {
  const nothing = () => {}
  /** Where the input is large. */
  let own: Gates | undefined
  const numberOf = (loaded: LoadedRule) => numbers.of(loaded, own !== undefined)
  return {
    budgetMs,
    sized(isLarge) {
      own = isLarge ? gatesOf(client) : undefined
    },
    caution: (loaded) => cautionFor(gates, numberOf(loaded), own),
    barred(loaded) {
      const passage = pass(gates, numberOf(loaded), ITSELF, own)
      // There is no other worker that a rule could hold up.
      if (passage === 'held') giveBack(gates, ITSELF)
      if (passage === 'first') tried(gates, numberOf(loaded), ITSELF)
      return passage === 'closed' || passage === 'busy' ? 'suspended' : undefined
    },
    share: nothing,
    enter: nothing,
    leave: nothing,
    waits: () => nothing,
    through: nothing,
  }
}
