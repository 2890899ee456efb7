import type { ClientPolicy } from '../engine/client-policy.ts'
import type { Answered } from '../engine/evaluator.ts'
import type { Made } from '../engine/made.ts'
import type { LoadedService } from '../engine/registry.ts'
import type { Barred } from '../engine/rule-guard.ts'
import type { Begun } from './messages.ts'

/** A hook call on its way through the workers. */
export interface Call {
  readonly id: number
  /** Kept until there is an answer: it may have to be run again. */
  readonly text: string
  readonly service: LoadedService
  readonly client: ClientPolicy
  /** The one rule that is asked; `undefined`: all. */
  readonly only: string | undefined
  /** By the shared clock, ms. */
  readonly startedAt: number
  /** Time of day at the start, epoch ms. */
  readonly now: number
  /** Rules that ended or held up a worker with this call, and are not run with it again. */
  readonly barred: Map<number, Barred>
  /** How many workers it was in when they ended. */
  losses: number
  /** Of these: where a rule of another call was at work. */
  innocentLosses: number
  begun: Begun | undefined
  readonly made: Map<string, Made>
  readonly resolve: (answered: Answered) => void
  readonly reject: (error: Error) => void
}
