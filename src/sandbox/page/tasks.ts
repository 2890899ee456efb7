import type { Failure } from './failure.ts'
import type { Write } from './orders.ts'
import type { Link } from './wire.ts'

/** What the page does besides asking services; kept, so that it can be tried again. */
export type Job =
  | { readonly does: 'feedback'; readonly service: string; readonly entry: unknown }
  | { readonly does: 'write'; readonly patient: string; readonly writes: readonly Write[] }
  | { readonly does: 'sign'; readonly patient: string }
  | { readonly does: 'launch'; readonly link: Link }

export interface Task {
  readonly id: string
  readonly text: string
  readonly job: Job
  /** `waiting`: for what the user decides; `left`: the user decided against it. */
  readonly state: 'waiting' | 'running' | 'done' | 'left' | 'failed'
  readonly failure?: Failure
  /** Where a new tab was not allowed to open by itself. */
  readonly href?: string
}
