import type { ClientPolicy } from '../engine/client-policy.ts'
import { type EngineDeps, evaluate } from '../engine/evaluate.ts'
import type { Evaluator } from '../engine/evaluator.ts'
import type { Made } from '../engine/made.ts'
import type { LoadedRule, LoadedService } from '../engine/registry.ts'
import type { RuleReport } from '../engine/report.ts'
import { budgetGuard } from '../engine/rule-guard.ts'
import { silenceOf, untriggered } from './silence.ts'

/** What one rule did in a call, and why. */
export interface RuleAccount {
  readonly rule: string
  readonly title: string
  readonly state:
    | 'cards'
    | 'silent'
    | 'not-evaluated'
    | 'failed'
    | 'late'
    | 'suspended'
    | 'not-triggered'
  readonly cards: number
  readonly ms: number
  /** One reason a line. */
  readonly why: string
}

export interface Explained {
  readonly ms: number
  readonly rules: readonly RuleAccount[]
}

export interface ExplainDeps {
  readonly evaluator: Evaluator
  readonly engine: EngineDeps
  readonly ruleBudgetMs: number
}

/**
 * Answers a hook call as its route does, and then once more in this process, where what each rule
 * made can be looked at: the way of a hook call itself knows nothing of this. What failed or was late
 * the first time is not run here, where nothing could end it.
 *
 * @throws CdsError where the request is not one that could be answered.
 */
export async function explain(
  text: string,
  service: LoadedService,
  client: ClientPolicy,
  { evaluator, engine, ruleBudgetMs }: ExplainDeps,
): Promise<Explained> {
  const started = engine.monotonic()
  const answered = await evaluator.answer({ text, service, client })
  const ms = engine.monotonic() - started
  if (!answered.ok && answered.error.code !== 'CDS_DATA_UNAVAILABLE') throw answered.error
  const reports = new Map(answered.report.rules.map((report) => [report.rule, report]))
  const made = new Map<string, Made>()
  let isDead = false
  await evaluate(text, service, client, {
    ...engine,
    guard: {
      ...budgetGuard(ruleBudgetMs),
      barred({ rule }) {
        const state = reports.get(rule.id)?.state
        return state === 'failed' || state === 'late' || state === 'suspended' ? state : undefined
      },
    },
    progress: {
      begins(_selected, _report, _profile, dead) {
        isDead = dead
      },
      finished: (each) => void made.set(each.rule, each),
    },
  })
  const rules = service.hooks.get(answered.report.hook)?.rules ?? []
  return {
    ms: round(ms),
    rules: await Promise.all(
      rules.map((loaded) =>
        accountOf(loaded, reports.get(loaded.rule.id), made.get(loaded.rule.id), isDead),
      ),
    ),
  }
}

async function accountOf(
  loaded: LoadedRule,
  report: RuleReport | undefined,
  made: Made | undefined,
  isDead: boolean,
): Promise<RuleAccount> {
  const { rule, title } = loaded
  const account = { rule: rule.id, title, cards: report?.cards ?? 0, ms: round(report?.ms ?? 0) }
  if (report === undefined)
    return isDead
      ? { ...account, state: 'silent', why: 'The patient has died: no rule speaks.' }
      : { ...account, state: 'not-triggered', why: untriggered(rule.when) }
  if (report.state !== 'evaluated')
    return { ...account, state: report.state, why: lacking(made).join('\n') }
  if (report.cards > 0) return { ...account, state: 'cards', why: shown(made).join('\n') }
  const silence = (await silenceOf(loaded)) || 'Its README does not say when it stays silent.'
  return { ...account, state: 'silent', why: [...lacking(made), silence].join('\n') }
}

/** What was not checked, and why. */
function lacking(made: Made | undefined): readonly string[] {
  const lines = made?.gaps.map(({ what, because, key }) => {
    const source = key === undefined ? '' : ` (prefetch key ${key})`
    return `Not checked: ${what}, because ${because}${source}.`
  })
  return [...new Set(lines)]
}

function shown(made: Made | undefined): readonly string[] {
  const cards = made?.cards.map(({ card }) => `${card.indicator}: ${card.summary}`) ?? []
  return [...cards, ...lacking(made)]
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}
