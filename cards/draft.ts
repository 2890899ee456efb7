import type { Action } from '../src/protocol/action.ts'
import type { Link } from '../src/protocol/card.ts'
import type { DisplayedCoding } from '../src/protocol/coding.ts'
import type { SlotValue } from './wording.ts'

/** A suggestion before it has its id. */
export interface SuggestionDraft {
  readonly label: string
  readonly isRecommended?: boolean
  readonly actions?: readonly Action[]
}

/** What a rule may add to a card beyond its wording. */
export interface CardExtras {
  readonly suggestions?: readonly SuggestionDraft[]
  /** `any` where several suggestions may be taken together; default `at-most-one`. */
  readonly selectionBehavior?: 'at-most-one' | 'any'
  readonly links?: readonly Link[]
  /** In place of the reasons that go with the card's kind and indicator. */
  readonly overrideReasons?: DisplayedCoding[]
}

/** One of the rule's declared cards with its values. */
export interface CardDraft {
  readonly kind: 'card'
  readonly name: string
  readonly values: Readonly<Record<string, SlotValue>>
  readonly extras: CardExtras
}

/** Something the rule could not check, said in the service's gap card. */
export interface GapDraft {
  readonly kind: 'gap'
  /** What was not checked, as a noun phrase: `interactions with current medicines`. */
  readonly what: string
  /** `unavailable`: the data could not be had; `unusable`: they are there, but say too little. */
  readonly why: 'unavailable' | 'unusable'
}

/** A change without a user, only for clients that agreed to it (`SYS-04`). */
export interface SystemActionDraft {
  readonly kind: 'system-action'
  readonly action: Action
}

/** What a rule returns. */
export type Draft = CardDraft | GapDraft | SystemActionDraft
export type Drafts = readonly Draft[]
