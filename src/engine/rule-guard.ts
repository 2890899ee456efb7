import type { LoadedRule } from './registry.ts'

/** Why a rule is not run: it was what killed or held up an earlier try, or is suspended. */
export type Barred = 'failed' | 'late' | 'suspended'

/**
 * What stands around every piece of work that is a rule's: its scores, `evaluate`, and what it returned
 * being made into cards. Lets somebody outside see which rule is at work, should it never come back.
 */
export interface RuleGuard {
  /** What a rule may take by itself, ms. */
  readonly budgetMs: number
  /** Told once, when the data are there, and before anything is asked of a rule: whether they are large. */
  sized(isLarge: boolean): void
  /** The rule has lately ended or held up a worker: it runs after the others. */
  isDoubtful(loaded: LoadedRule): boolean
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
    isDoubtful: () => false,
    barred: () => undefined,
    share: nothing,
    enter: nothing,
    leave: nothing,
    waits: () => nothing,
    through: nothing,
  }
}
