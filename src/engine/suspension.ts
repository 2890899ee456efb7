export interface SuspensionOptions {
  /** Faults within `windowMs` that suspend a rule. */
  readonly faults: number
  readonly windowMs: number
  /** How long the first suspension lasts; each that follows without a good trial lasts twice as long. */
  readonly firstMs: number
  readonly mostMs: number
  /** A fault so soon after a good trial is taken for one that the trial left behind. */
  readonly aftermathMs: number
}

/** What has become of a rule; the caller acts on it. */
export interface Change {
  readonly rule: number
  /** `trial`: one call may run the rule, and how that ends decides. */
  readonly to: 'suspended' | 'trial' | 'well'
  /** For `suspended`: how long, ms. */
  readonly forMs: number
}

/** Keeps rules that fail again and again out of the way. Pure state; the caller brings the time. */
export interface Suspensions {
  /** The rule was at fault, at a time in ms of a clock that never jumps. */
  fault(rule: number, now: number): Change | undefined
  /** The rule ran well; of interest only while it is on trial. */
  ran(rule: number, now: number): Change | undefined
  /** Offers trials to rules whose time is up, and again where a trial came to nothing. */
  due(now: number): readonly Change[]
  /** Rules that are not run, or run on trial only. */
  suspended(): readonly number[]
  readonly isAnyOnTrial: boolean
}

type State =
  | { readonly kind: 'well'; readonly faultsAt: readonly number[] }
  | { readonly kind: 'suspended'; readonly until: number; readonly pauseMs: number }
  | { readonly kind: 'trial'; readonly since: number; readonly pauseMs: number }
  /** Well, as far as the trial could tell: what it began may still end in a fault. */
  | { readonly kind: 'back'; readonly since: number; readonly pauseMs: number }

/**
 * Three faults in a minute suspend a rule for 30 s, then one call tries it: well, and it is back; at
 * fault again, and it waits twice as long, ten minutes at most. At fault again is also who answers well
 * and leaves something behind that fails, such as a promise that nobody waits for.
 *
 * @example
 * const change = createSuspensions().fault(rule, now)
 * if (change?.to === 'suspended') …
 */
export function createSuspensions(options: Partial<SuspensionOptions> = {}): Suspensions {
  const { faults = 3, windowMs = 60_000, firstMs = 30_000, mostMs = 600_000 } = options
  const { aftermathMs = 1_000 } = options
  const states = new Map<number, State>()

  function suspend(rule: number, now: number, pauseMs: number): Change {
    states.set(rule, { kind: 'suspended', until: now + pauseMs, pauseMs })
    return { rule, to: 'suspended', forMs: pauseMs }
  }

  const isOver = (since: number, now: number): boolean => now - since >= aftermathMs

  const ofKind = (...kinds: readonly State['kind'][]): number[] =>
    [...states].filter(([, { kind }]) => kinds.includes(kind)).map(([rule]) => rule)

  return {
    fault(rule, now) {
      const state = states.get(rule) ?? { kind: 'well', faultsAt: [] }
      // It began before the suspension.
      if (state.kind === 'suspended') return undefined
      if (state.kind === 'trial' || (state.kind === 'back' && !isOver(state.since, now)))
        return suspend(rule, now, Math.min(state.pauseMs * 2, mostMs))
      const before = state.kind === 'well' ? state.faultsAt : []
      const faultsAt = [...before.filter((at) => now - at < windowMs), now]
      if (faultsAt.length >= faults) return suspend(rule, now, firstMs)
      states.set(rule, { kind: 'well', faultsAt })
      return undefined
    },
    ran(rule, now) {
      const state = states.get(rule)
      if (state?.kind !== 'trial') return undefined
      states.set(rule, { kind: 'back', since: now, pauseMs: state.pauseMs })
      return { rule, to: 'well', forMs: 0 }
    },
    due(now) {
      const changes: Change[] = []
      for (const [rule, state] of states) {
        if (state.kind === 'well') {
          if (state.faultsAt.every((at) => now - at >= windowMs)) states.delete(rule)
          continue
        }
        if (state.kind === 'back') {
          if (isOver(state.since, now)) states.delete(rule)
          continue
        }
        const isDue = state.kind === 'suspended' ? now >= state.until : now - state.since >= firstMs
        if (!isDue) continue
        states.set(rule, { kind: 'trial', since: now, pauseMs: state.pauseMs })
        changes.push({ rule, to: 'trial', forMs: 0 })
      }
      return changes
    },
    suspended: () => ofKind('suspended', 'trial'),
    get isAnyOnTrial() {
      return ofKind('trial').length > 0
    },
  }
}
