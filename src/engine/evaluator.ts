import type { CdsError } from '../errors.ts'
import type { Indicator } from '../protocol/card.ts'
import type { ServedCard } from './answer.ts'
import type { ClientPolicy } from './client-policy.ts'
import { type EngineDeps, evaluate } from './evaluate.ts'
import type { LoadedService } from './registry.ts'
import type { Report } from './report.ts'
import { healthGuard, type RuleHealth } from './rule-health.ts'
import { inTurns } from './turns.ts'

/** One hook call, its body as text. */
export interface HookCall {
  readonly text: string
  readonly service: LoadedService
  readonly client: ClientPolicy
  /** The one rule that is asked; absent: all of the service. */
  readonly only?: string
  /** What has gone by since the request arrived, ms: no longer there for the answer. Absent: nothing. */
  readonly spentMs?: number
}

/** What a call gets however late it comes, ms: rules that have their data need no more. */
const AT_LEAST_MS = 50

/** When a call began that is taken up now, by the same clock: its deadline counts from then (`GEN-10`). */
export function startOf({ client, spentMs = 0 }: HookCall, now: number): number {
  return now - Math.max(0, Math.min(spentMs, client.deadlineMs - AT_LEAST_MS))
}

/** What is kept of a card that was served. */
export interface CardRow {
  readonly card: string
  readonly suggestions: readonly string[]
  readonly indicator: Indicator
  readonly rule: string
  readonly ruleVersion: string
  readonly cardName: string
}

/** The answer, ready to be written out. */
export type Answered = { readonly report: Report } & (
  | { readonly ok: true; readonly text: string; readonly served: readonly CardRow[] }
  | { readonly ok: false; readonly error: CdsError }
)

/** Answers hook calls: in the process itself, or in workers that can be lost (`src/workers`). */
export interface Evaluator {
  /** Never later than the client's deadline and a moment. Rejects only for a defect of ours. */
  answer(call: HookCall): Promise<Answered>
  /** Whether somebody is there to answer. */
  isReady(): boolean
  /**
   * Whether so many were there at once that two may be lost before the first is replaced, as rules that are
   * new may bring about with the first calls; or as many as there will be. Of the start alone: it stays so.
   */
  hasStoodBy(): boolean
  suspended(): readonly { readonly service: string; readonly rule: string }[]
  counts(): Readonly<Record<'size' | 'ready' | 'restarts' | 'reruns', number>>
  close(): Promise<void>
}

/** The engine in the process itself: a rule that never returns holds up everything. */
export function inProcess(deps: EngineDeps, health: RuleHealth, budgetMs: number): Evaluator {
  const inTurn = inTurns()
  const looking = setInterval(health.look, 1000).unref()
  return {
    async answer(call) {
      const { text, service, client, only } = call
      const startedAt = startOf(call, deps.monotonic())
      const evaluation = await inTurn(() =>
        evaluate(text, service, client, {
          ...deps,
          startedAt,
          guard: healthGuard(health, budgetMs, client.id),
          ...(only === undefined ? {} : { only }),
        }),
      )
      const { report } = evaluation
      health.saw(report, report.isLarge ? client.id : undefined)
      if (!evaluation.ok) return { ok: false, error: evaluation.error, report }
      return { ok: true, text: evaluation.text, served: evaluation.served.map(rowOf), report }
    },
    isReady: () => true,
    hasStoodBy: () => true,
    suspended: health.suspended,
    counts: () => ({ size: 0, ready: 0, restarts: 0, reruns: 0 }),
    async close() {
      clearInterval(looking)
    },
  }
}

export function rowOf({ card, rule, ruleVersion, cardName }: ServedCard): CardRow {
  return {
    card: card.uuid,
    suggestions: card.suggestions?.map(({ uuid }) => uuid) ?? [],
    indicator: card.indicator,
    rule,
    ruleVersion,
    cardName,
  }
}
