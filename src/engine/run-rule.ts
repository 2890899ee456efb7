import type { Draft, Drafts } from '../../cards/draft.ts'
import { type AppContext, smartLink } from '../../cards/links.ts'
import { suggestionBuilder } from '../../cards/suggest.ts'
import type { AnyScore, ScoreOutcome } from '../clinical/score.ts'
import type { Env } from './define-rule.ts'
import type { LoadedRule } from './registry.ts'
import type { Lack, RuleInput } from './rule-data.ts'

/** What became of a rule that applied. */
export type RuleOutcome =
  | { readonly state: 'evaluated'; readonly drafts: Drafts }
  | { readonly state: 'not-evaluated'; readonly lacks: readonly Lack[] }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'late' }

/** What all rules of a request share. */
export interface RunSetting {
  readonly service: string
  readonly hook: string
  readonly context: Readonly<Record<string, unknown>> & { readonly patientId: string }
  readonly now: Date
  readonly newId: () => string
  /** The companion app's launch address. */
  readonly companionUrl: string
  readonly remainingMs: () => number
  readonly score: (score: AnyScore) => ScoreOutcome<object> | Promise<ScoreOutcome<object>>
}

/** Runs one rule. Never throws: a rule's fault costs only its own cards. */
export function runRule(
  loaded: LoadedRule,
  input: Extract<RuleInput, { ready: true }>,
  setting: RunSetting,
): RuleOutcome | Promise<RuleOutcome> {
  if (setting.remainingMs() <= 0) return { state: 'late' }
  try {
    const scores = scoresOf(loaded, setting)
    if (scores instanceof Promise)
      return raced(
        scores.then((known) => start(loaded, input, setting, known)),
        setting.remainingMs(),
      )
    return start(loaded, input, setting, scores)
  } catch (error) {
    return failed(error)
  }
}

type Named = Readonly<Record<string, ScoreOutcome<object>>>

function scoresOf(loaded: LoadedRule, setting: RunSetting): Named | Promise<Named> {
  const outcomes = loaded.scores.map(({ name, score }) => [name, setting.score(score)] as const)
  if (outcomes.some(([, outcome]) => outcome instanceof Promise))
    return Promise.all(
      outcomes.map(async ([name, outcome]) => [name, await outcome] as const),
    ).then(Object.fromEntries<ScoreOutcome<object>>)
  return Object.fromEntries(outcomes) as Named
}

function start(
  loaded: LoadedRule,
  input: Extract<RuleInput, { ready: true }>,
  setting: RunSetting,
  scores: Named,
): RuleOutcome | Promise<RuleOutcome> {
  // The rule's own types were checked when it was compiled; here it is one of many.
  const result = loaded.rule.evaluate(
    { ...input.data, scores } as never,
    envOf(loaded, input, setting),
  )
  return result instanceof Promise
    ? raced(result.then(evaluated), setting.remainingMs())
    : evaluated(result)
}

/** What became of a rule, or `late` when the time is up first. */
async function raced(result: Promise<RuleOutcome>, ms: number): Promise<RuleOutcome> {
  const { promise, resolve } = Promise.withResolvers<RuleOutcome>()
  const timer = setTimeout(() => resolve({ state: 'late' }), Math.max(ms, 0))
  result.then(resolve, (error) => resolve(failed(error)))
  const outcome = await promise
  clearTimeout(timer)
  return outcome
}

const DRAFT_KINDS: ReadonlySet<unknown> = new Set([
  'card',
  'gap',
  'system-action',
] satisfies Draft['kind'][])

function evaluated(drafts: unknown): RuleOutcome {
  const valid =
    Array.isArray(drafts) &&
    drafts.every((draft: { kind?: unknown } | null) => DRAFT_KINDS.has(draft?.kind))
  return valid
    ? { state: 'evaluated', drafts: drafts as Drafts }
    : failed(
        new Error('evaluate must return a list of drafts made by card, notChecked or systemAction'),
      )
}

function failed(error: unknown): RuleOutcome {
  return { state: 'failed', error }
}

function envOf(
  loaded: LoadedRule,
  input: Extract<RuleInput, { ready: true }>,
  setting: RunSetting,
): Env<never, never> {
  const env = {
    hook: setting.hook,
    context: setting.context,
    now: setting.now,
    card: (name: string, values = {}, extras = {}): Draft => ({
      kind: 'card',
      name,
      values,
      extras,
    }),
    suggest: suggestionBuilder(setting.context.patientId, setting.newId),
    companion(label: string, options: { score?: string } = {}) {
      const about: AppContext = { service: setting.service, rule: loaded.rule.id, ...options }
      return smartLink(label, setting.companionUrl, about)
    },
    notChecked: (what: string, why = 'unavailable' as const): Draft => ({ kind: 'gap', what, why }),
    systemAction: (action: unknown) => ({ kind: 'system-action', action }),
    isPartial: (key: string) => input.partial.has(key),
  }
  return env as unknown as Env<never, never>
}
