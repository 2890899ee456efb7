import type { Draft, Drafts } from '../../cards/draft.ts'
import { type AppContext, smartLink } from '../../cards/links.ts'
import { suggestionBuilder } from '../../cards/suggest.ts'
import type { AnyScore, ScoreOutcome } from '../clinical/score.ts'
import type { Env } from './define-rule.ts'
import type { LoadedRule } from './registry.ts'
import type { Lack, RuleInput } from './rule-data.ts'
import type { RuleGuard } from './rule-guard.ts'

/** What became of a rule that applied. */
export type RuleOutcome =
  | { readonly state: 'evaluated'; readonly drafts: Drafts }
  | { readonly state: 'not-evaluated'; readonly lacks: readonly Lack[] }
  | { readonly state: 'failed'; readonly error: unknown }
  /** `overrun`: it took more time than one rule may; otherwise the call's time was up. */
  | { readonly state: 'late'; readonly overrun?: true }
  | { readonly state: 'suspended' }

/** What all rules of a request share. */
export interface RunSetting {
  readonly service: string
  readonly hook: string
  readonly context: Readonly<Record<string, unknown>> & { readonly patientId: string }
  readonly now: Date
  readonly newId: () => string
  readonly newCardId: () => string
  /** The companion app's launch address. */
  readonly companionUrl: string
  /** Where other links may lead, as in `LinkRules`. */
  readonly linkHosts?: readonly string[] | undefined
  readonly remainingMs: () => number
  /** Whether the record system failed in something that was asked for this call. */
  readonly anyFailed: () => boolean
  readonly guard: RuleGuard
  readonly score: (score: AnyScore) => ScoreOutcome<object> | Promise<ScoreOutcome<object>>
}

/** Runs one rule. Never throws: a rule's fault costs only its own cards. */
export function runRule(
  loaded: LoadedRule,
  input: Extract<RuleInput, { ready: true }>,
  setting: RunSetting,
): RuleOutcome | Promise<RuleOutcome> {
  const { guard } = setting
  if (setting.remainingMs() <= 0) return { state: 'late' }
  const barred = guard.barred(loaded, setting.remainingMs())
  if (barred instanceof Promise) return barred.then(() => runRule(loaded, input, setting))
  if (barred === 'failed') return failed(new BarredError('an earlier try ended in this rule'))
  if (barred !== undefined) return { state: barred }
  guard.share(input.data)
  guard.enter(loaded)
  try {
    const scores = scoresOf(loaded, setting)
    if (scores instanceof Promise) return begun(loaded, input, setting, scores)
    const result = start(loaded, input, setting, scores)
    return result instanceof Promise ? inTime(loaded, setting, settled(result)) : evaluated(result)
  } catch (error) {
    return failed(error)
  } finally {
    guard.leave()
  }
}

/** As `start`, later: the scores have to be waited for, which is no time of the rule's. */
async function begun(
  loaded: LoadedRule,
  input: Extract<RuleInput, { ready: true }>,
  setting: RunSetting,
  scores: Promise<Named>,
): Promise<RuleOutcome> {
  const { guard } = setting
  try {
    const known = await beforeDeadline(scores, setting)
    if (known === undefined) return { state: 'late' }
    let result: unknown
    guard.enter(loaded)
    try {
      result = start(loaded, input, setting, known)
    } finally {
      guard.leave()
    }
    return result instanceof Promise
      ? await inTime(loaded, setting, settled(result))
      : evaluated(result)
  } catch (error) {
    return failed(error)
  }
}

/** What is waited for, or `undefined` where the call's time is up first. */
async function beforeDeadline<T>(
  waited: Promise<T>,
  { remainingMs }: RunSetting,
): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), Math.max(remainingMs(), 0))
  try {
    return await Promise.race([waited, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** `await` rather than `then`: that could be a method of the rule's. */
async function settled(result: Promise<unknown>): Promise<RuleOutcome> {
  return evaluated(await result)
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
): unknown {
  // The rule's own types were checked when it was compiled; here it is one of many.
  return loaded.rule.evaluate({ ...input.data, scores } as never, envOf(loaded, input, setting))
}

/** What became of a rule, or `late` when the call's time or the rule's own is up first. */
async function inTime(
  loaded: LoadedRule,
  { guard, remainingMs }: RunSetting,
  result: Promise<RuleOutcome>,
): Promise<RuleOutcome> {
  const { promise, resolve } = Promise.withResolvers<RuleOutcome>()
  const ownTime = guard.budgetMs < remainingMs()
  const late: RuleOutcome = ownTime ? { state: 'late', overrun: true } : { state: 'late' }
  const timer = setTimeout(
    () => resolve(late),
    Math.max(Math.min(guard.budgetMs, remainingMs()), 0),
  )
  const over = guard.waits(loaded)
  const done = (outcome: RuleOutcome): void => {
    over()
    resolve(outcome)
  }
  result.then(done, (error) => done(failed(error)))
  const outcome = await promise
  clearTimeout(timer)
  return outcome
}

/** The rule is not run again; its fault has been counted already. */
class BarredError extends Error {
  override readonly name = 'BarredError'
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
