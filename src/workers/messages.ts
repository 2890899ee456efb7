import type { MessagePort } from 'node:worker_threads'
import type { ScoreEntry } from '../cache/score-cache.ts'
import type { ClientPolicy } from '../engine/client-policy.ts'
import type { CardRow } from '../engine/evaluator.ts'
import type { Fault } from '../engine/fault.ts'
import type { Gates } from '../engine/gates.ts'
import type { Digests } from '../engine/module-fence.ts'
import type { Report } from '../engine/report.ts'
import type { Barred } from '../engine/rule-guard.ts'
import type { ErrorCode, Problem } from '../errors.ts'
import type { Profile } from '../protocol/profiles.ts'
import type { Slots } from './slots.ts'
import type { ComputedScore } from './worker-cache.ts'

/** What a worker is told once. Nothing of it is within a rule's reach. */
export interface Init {
  readonly port: MessagePort
  readonly slots: Slots
  readonly gates: Gates
  /** The worker's number, from 1. */
  readonly number: number
  readonly servicesDir: string
  /** What the files of the services must be. */
  readonly digests?: Digests
  /** A site's own code groups. */
  readonly valueSetsDir?: string
  /** Rules as the process numbers them; a worker that finds others does not begin. */
  readonly names: readonly string[]
  readonly companionUrl: string
  readonly linkHosts?: readonly string[] | undefined
  readonly fhirPlaces?: ReadonlySet<string> | undefined
  readonly ruleBudgetMs: number
  /** Key of the hashes that stand for patients. */
  readonly hashKey: Uint8Array
  readonly compileCache: string
}

/** What the process tells a worker. */
export type ToWorker =
  | readonly ['call', ...CallMessage]
  /** With the gates that hold for its large inputs alone. */
  | readonly ['client', number, ClientPolicy, Gates]
  | readonly ['latest', number, ScoreEntry | undefined]
  | readonly ['forget', string]
  | readonly ['trouble', string, boolean]
  | readonly ['may-ask', number, boolean]
  | readonly ['ping']
  | readonly ['stop']

/** Call, text of the body, service, client (by number), start (ms of `hrtime`), time of day (epoch ms). */
export type CallMessage = readonly [
  call: number,
  text: string,
  service: string,
  client: number,
  startedAt: number,
  now: number,
  barred: readonly (readonly [rule: number, why: Barred])[] | undefined,
  only: string | undefined,
]

/** What a worker tells the process. Texts are JSON: one string is cheaper to hand over than an object. */
export type FromWorker =
  /** Its thread, by Node's number and by the system's, for looks at what it uses; `null`: none is told. */
  | readonly ['ready', number, number | null]
  /** The whole answer, in the ordinary case the only message of a call: body (empty for an error), `Rest`. */
  | readonly ['answer', number, string, string]
  /** The call takes longer: `Begun`, then a `Made` for each finished rule. */
  | readonly ['begun', number, string]
  | readonly ['made', number, string]
  /**
   * Thrown where nobody waited for it, by a rule, and whose large input that had, by number; 0: it was none.
   * Rule -1: nobody knows whose; client `null`: nobody knows with which input, so that nobody is charged.
   */
  | readonly ['fault', number, Fault, number | null]
  | readonly ['latest', number, string, number]
  | readonly ['may-ask', number, string]
  | readonly ['asked', number, string, boolean | null]
  /** A base, and how many reads had gone well there before, of which nothing was told. */
  | readonly ['failed', string, number]
  | readonly ['pong']

/** What goes with the body of an answer. */
export interface Rest {
  readonly report: Report
  readonly served: readonly CardRow[]
  readonly error?: { readonly code: ErrorCode; readonly problems: readonly Problem[] }
  /** The client whose input it was, where that was large. */
  readonly largeOf?: string
  /** The call could not be answered for a defect of ours. */
  readonly defect?: Fault
  /** Scores computed anew, by key. */
  readonly entries?: readonly ComputedScore[]
  /** Scores found in the worker's own memory. */
  readonly hits?: number
}

/** How far a slow call has come. */
export interface Begun {
  readonly report: Report
  readonly profile: Profile
  readonly rules: readonly string[]
}
