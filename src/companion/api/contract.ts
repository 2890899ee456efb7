import type { Reason } from '../../clinical/score.ts'
import type { Trend } from '../../clinical/trends.ts'

export type { ScoreField as Field } from '../../clinical/score-fields.ts'
export type { Trend, TrendPoint as Point } from '../../clinical/trends.ts'
export type { Advice } from '../../engine/advice.ts'
export type { ScoreView } from '../../engine/score-view.ts'
export type { Action } from '../../protocol/action.ts'
export type { Card, Suggestion } from '../../protocol/card.ts'
export type { Person } from '../../smart/chart/person.ts'
export type { Writable } from '../../smart/registration/scopes.ts'

/** What goes over the wire between the page and the service: `docs/companion.md`. */
export interface Session {
  readonly csrf: string
  readonly needPatientBanner: boolean
  readonly smartStyle?: Readonly<Record<string, unknown>>
  /** The types that the granted scope lets us create. */
  readonly writes: readonly string[]
  readonly idleSeconds: number
  /** The end that no activity puts off: as an instant of the service's clock, and how far off it was. */
  readonly endsAt: string
  readonly endsInSeconds: number
}

/** A session of the same person, this page's among them. */
export interface OwnSession {
  readonly isThis: boolean
  /** An instant of the service's clock. */
  readonly beganAt: string
  readonly idleSeconds: number
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
