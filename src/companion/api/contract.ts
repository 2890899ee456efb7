import type { Reason, Source, UnusedInput, UsedInput } from '../../clinical/score.ts'
import type { ScoreField } from '../../clinical/score-fields.ts'
import type { Trend } from '../../clinical/trends.ts'
import type { Card } from '../../protocol/card.ts'

export type { ScoreField as Field } from '../../clinical/score-fields.ts'
export type { Trend, TrendPoint as Point } from '../../clinical/trends.ts'
export type { Action } from '../../protocol/action.ts'
export type { Card, Suggestion } from '../../protocol/card.ts'

/** What goes over the wire between the page and the service: `docs/companion.md`. */
export interface Session {
  readonly csrf: string
  readonly client: string
  readonly patient: string
  readonly encounter?: string
  readonly user?: string
  readonly needPatientBanner: boolean
  readonly smartStyle?: Readonly<Record<string, unknown>>
  readonly scopes: readonly string[]
  /** The types that the granted scope lets us create. */
  readonly writes: readonly string[]
  readonly about?: About
  readonly idleSeconds: number
  /** The end that no activity puts off: as an instant of the service's clock, and how far off it was. */
  readonly endsAt: string
  readonly endsInSeconds: number
  readonly framed: boolean
}

/** The card's `appContext`: nothing about the patient. */
export interface About {
  readonly service: string
  readonly rule: string
  readonly card?: string
  readonly score?: string
}

export type AdviceState = 'evaluated' | 'not-evaluated' | 'needs-order' | 'no-rule'

export interface Advice {
  readonly service?: { readonly id: string; readonly title: string }
  readonly rule?: { readonly id: string; readonly title: string; readonly source: Source }
  readonly state: AdviceState
  readonly because: readonly Reason[]
  readonly cards: readonly Card[]
  readonly scores: readonly ScoreView[]
}

export interface Resource {
  readonly resourceType: string
  readonly id?: string
  readonly [member: string]: unknown
}

export interface Trends {
  readonly trends: readonly Trend[]
  /** What of the chart could not be read: its results are unknown, not none. */
  readonly unread: readonly Reason[]
}

export interface ScoreView {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly source: Source
  readonly known: boolean
  /** Where known. */
  readonly value?: object
  /** Where not. */
  readonly missing?: readonly Reason[]
  /** What `runScore` takes. */
  readonly inputs: Readonly<Record<string, unknown>>
  readonly used: readonly UsedInput[]
  readonly unused: readonly UnusedInput[]
  readonly fields: readonly ScoreField[]
}
