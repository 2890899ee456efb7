import type { LoadedRule } from './registry.ts'

/** Why a rule is not run: it was what killed or held up an earlier try, or is suspended. */
export type Barred = 'failed' | 'late' | 'suspended'

/**
 * How much a rule is feared to end or hold up a worker; the more, the later in its call it runs. 0: not at
 * all; 1: nothing is known of it, as it never came back well since the start; 2: it is slow of late; 3: it
 * has lately ended a worker, or failed so often that it is suspended or on trial.
 */
export type Caution = 0 | 1 | 2 | 3

/** From here on something is known against a rule. */
export const IN_DOUBT: Caution = 2

/**
 * What stands around every piece of work that is a rule's: its scores, `evaluate`, and what it returned
 * being made into cards. Lets somebody outside see which rule is at work, should it never come back.
 */
export interface RuleGuard {
  /** What a rule may take by itself, ms. */
  readonly budgetMs: number
  /** Told once, when the data are there, and before anything is asked of a rule: whether they are large. */
  sized(isLarge: boolean): void
  caution(loaded: LoadedRule): Caution
  /**
   * `undefined`: the rule may run. May claim the one trial of a suspended rule, so ask once. A promise: ask
   * again when it has settled, after so many ms at most.
   */
  barred(loaded: LoadedRule, ms: number): Barred | Promise<void> | undefined
  /** Input of this call is about to be handed to rules. */
  share(input: object): void
  enter(loaded: LoadedRule): void
  leave(): void
  /** The rule has returned a promise; call what is returned when it has settled. */
  waits(loaded: LoadedRule): () => void
  /** All that was the rule's is done. */
  through(loaded: LoadedRule): void
}

const nothing = () => {}

/** A guard that only holds rules to their budget. */
export function budgetGuard(budgetMs: number): RuleGuard {
  return {
    budgetMs,
    sized: nothing,
    caution: () => 0,
    barred: () => undefined,
    share: nothing,
    enter: nothing,
    leave: nothing,
    waits: () => nothing,
    through: nothing,
  }
}
