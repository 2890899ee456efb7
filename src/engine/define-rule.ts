import type {
  CardDraft,
  CardExtras,
  Drafts,
  GapDraft,
  SystemActionDraft,
} from '../../cards/draft.ts'
import type { SuggestionBuilder } from '../../cards/suggest.ts'
import type { CardTemplate, CardTemplates, Slots } from '../../cards/template.ts'
import type { FetchedAll, Prefetch } from '../clinical/fetched.ts'
import type { MedicationView } from '../clinical/medications/view.ts'
import type { AnyScore, ScoreOutcome, ScoreValue, Source } from '../clinical/score.ts'
import type { Action } from '../protocol/action.ts'
import type { Link } from '../protocol/card.ts'
import type { HookContext, HookRef } from '../protocol/hooks/index.ts'
import type { Trigger } from './trigger.ts'

/** An order as the client sent it: FHIR of any release, read with suspicion. */
export type OrderResource = Readonly<Record<string, unknown>> & {
  readonly resourceType: string
  readonly id?: string
}

/** One order of the context. */
export interface Order {
  /** The resource as the client sent it, to be changed in suggestions. */
  readonly resource: OrderResource
  /** True for the orders that the user has just chosen; on hooks without selections, for all. */
  readonly selected: boolean
  /** The medicine ordered; state `none` for other orders and for half-built ones. */
  readonly medication: MedicationView
}

/** Scores by the name under which a rule asks for them. */
export type Scores = Readonly<Record<string, AnyScore>>

export type ScoreOutcomes<S extends Scores> = {
  readonly [K in keyof S]: ScoreOutcome<ScoreValue<S[K]>>
}

/** What a rule reads: the data of its templates, its scores, and the orders of the context. */
export type RuleData<P extends Prefetch, S extends Scores> = FetchedAll<P> & {
  readonly scores: ScoreOutcomes<S>
  readonly orders: readonly Order[]
}

/** The values argument of `card`: left out where the wording has no slots. */
type CardArguments<T extends CardTemplate> = keyof Slots<T> extends never
  ? [values?: Record<string, never>, extras?: CardExtras]
  : [values: Slots<T>, extras?: CardExtras]

/** What a rule may use besides its data. */
export interface Env<H extends HookRef, C extends CardTemplates, P extends Prefetch = Prefetch> {
  readonly hook: string
  readonly context: HookContext<H>
  readonly now: Date
  /** A declared card with the values of its slots; misspelt names and missing slots do not compile. */
  card<K extends keyof C & string>(name: K, ...rest: CardArguments<C[K]>): CardDraft
  readonly suggest: SuggestionBuilder
  /** A SMART link that opens the companion app at this rule, or at one of its scores (name or id). */
  companion(label: string, options?: { readonly score?: string }): Link
  /**
   * Says that something could not be checked; it goes into the service's one gap card. `unavailable`
   * (the default): the data could not be had; `unusable`: they are there, but say too little, such as a
   * result without unit. A rule that says nothing but `unavailable` counts as not evaluated.
   */
  notChecked(what: string, why?: GapDraft['why']): GapDraft
  /** A change without a user, sent only to clients that agreed to it. */
  systemAction(action: Action): SystemActionDraft
  /** True where more data of this key may exist than the rule sees (only with `acceptsPartial`). */
  isPartial(key: keyof P & string): boolean
}

/** One drop-in module of a service. */
export interface Rule<
  H extends HookRef = HookRef,
  P extends Prefetch = Prefetch,
  C extends CardTemplates = CardTemplates,
  S extends Scores = Scores,
> {
  readonly id: string
  readonly version: string
  /** For people: the topic of the cards. Default: the id in words. */
  readonly title?: string
  readonly owner: string
  /** The day by which the owner looks at the rule again, `YYYY-MM-DD`. */
  readonly reviewBy: string
  readonly hooks: H | readonly H[]
  readonly source: Source
  /** A cheap trigger: where it does not apply, the rule costs nothing. Default: always. */
  readonly when?: Trigger
  /** The data the rule reads; what is not `optional()` must be known, or the rule is not evaluated. */
  readonly prefetch: P
  /** Keys of which the rule can use an incomplete list (it still says what it could not check). */
  readonly acceptsPartial?: readonly (keyof P & string)[]
  readonly scores?: S
  readonly cards: C
  /** What the gap card says was not checked when the rule cannot run. Default: the title. */
  readonly checks?: string
  evaluate(data: RuleData<P, S>, env: Env<H, C, P>): Drafts | Promise<Drafts>
}

/**
 * Declares a rule. The template text gives the types of the data, the hooks the type of the context,
 * the wording the slots of each card.
 *
 * @example see services/cardiometabolic-risk/rules/diabetes-screening/rule.ts
 */
export function defineRule<
  const H extends HookRef,
  const P extends Prefetch,
  const C extends CardTemplates,
  const S extends Scores = Record<never, never>,
>(rule: Rule<H, P, C, S>): Rule<H, P, C, S> {
  return Object.freeze(rule)
}
