import type { AnyScore, Reason, Source } from '../clinical/score.ts'
import { scores as allScores } from '../clinical/scores/index.ts'
import type { DataAccess } from '../prefetch/resolve.ts'
import type { Card } from '../protocol/card.ts'
import type { ClientPolicy } from './client-policy.ts'
import type { Evaluator } from './evaluator.ts'
import { BECAUSE, type Gathered, gatherer } from './gather.ts'
import { NOT_CHECKED } from './made.ts'
import { prefetchOf } from './prefetch-of.ts'
import {
  type HookEntry,
  type LoadedRule,
  type LoadedService,
  type Need,
  needsOf,
} from './registry.ts'
import type { RuleReport } from './report.ts'
import { ruleInput } from './rule-data.ts'
import { type ScoreView, scoreView } from './score-view.ts'

/** What the app shows of a card's rule for one patient. */
export interface Advice {
  readonly service?: { readonly id: string; readonly title: string }
  readonly rule?: { readonly id: string; readonly title: string; readonly source: Source }
  /** `needs-order`: the rule speaks at an order; `no-rule`: no card opened the app. */
  readonly state: 'evaluated' | 'not-evaluated' | 'needs-order' | 'no-rule'
  /** Why it was not evaluated. */
  readonly because: readonly Reason[]
  readonly cards: readonly Card[]
  readonly scores: readonly ScoreView[]
}

/** Which rule, and perhaps which of its scores. */
export interface AdviceSubject {
  readonly service: LoadedService
  readonly rule: LoadedRule
  readonly score?: string
}

export interface AdviceDeps {
  readonly evaluator: Evaluator
  readonly newId: () => string
  readonly now: Date
  /** As a client whose cards are all shown, whatever they are. */
  readonly client: ClientPolicy
}

/** What was done, for the audit trail. */
export interface AdviceReport {
  readonly fetchedTypes: readonly string[]
  readonly rules: readonly RuleReport[]
}

interface Advised {
  readonly advice: Advice
  readonly report: AdviceReport
}

/**
 * Advice outside a hook: the data of one rule are read, its scores computed, and the rule is run by the
 * very evaluator that answers hook calls, with these data as prefetch. Without a rule, all scores that
 * the chart allows.
 */
export async function advise(
  subject: AdviceSubject | undefined,
  access: DataAccess & { readonly server: string },
  deps: AdviceDeps,
): Promise<Advised> {
  if (subject === undefined) return await everyScore(access, deps.now)
  const { service, rule } = subject
  const own = rule.scores.map(({ score }) => score)
  const asked = askedScore(rule, subject.score)
  const foreign = asked.filter((score) => !own.includes(score))
  const gathered = await gather([...rule.needs, ...rule.scoreNeeds], access, deps.now)
  // A key may ask for something else in another rule's score than in this rule.
  const apart = await gather(foreign.flatMap(needsOfScore), access, deps.now)
  const scores = [...new Set([...asked, ...own])]
    .filter(({ read }) => read !== undefined)
    .map((score) => scoreView(score, foreign.includes(score) ? apart : gathered, deps.now))
  const { state, because, cards, rules } = await ran(service, rule, gathered, access, deps)
  const { id, title } = service.service
  const about = {
    service: { id, title },
    rule: { id: rule.rule.id, title: rule.title, source: rule.rule.source },
  }
  const fetchedTypes = [...new Set([...gathered.fetchedTypes, ...apart.fetchedTypes])]
  const advice = { ...about, state, because, cards, scores }
  return { advice, report: { fetchedTypes, rules } }
}

/** All scores that the chart allows; `because` names data that could not be had for others. */
async function everyScore(
  access: DataAccess & { readonly server: string },
  now: Date,
): Promise<Advised> {
  const readable = allScores.filter(({ read }) => read !== undefined)
  const needs = readable.flatMap(needsOfScore)
  const gathered = await gather(needs, access, now)
  const scores = readable
    .map((score) => scoreView(score, gathered, now))
    .filter(({ known }) => known)
  const because = unreadable(gathered, needs)
  return {
    advice: { state: 'no-rule', because, cards: [], scores },
    report: { fetchedTypes: [...gathered.fetchedTypes], rules: [] },
  }
}

/** A card names a score as its rule does, or by id. */
function askedScore({ scores }: LoadedRule, name: string | undefined): readonly AnyScore[] {
  const own = scores.filter((each) => each.name === name).map(({ score }) => score)
  return own.length > 0 ? own : allScores.filter(({ id }) => id === name)
}

const needsOfScore = ({ prefetch = {} }: (typeof allScores)[number]): Need[] => needsOf(prefetch)

/** Reads what is needed, equal keys once; a key that anybody needs is needed. */
export async function gather(
  needs: readonly Need[],
  access: DataAccess & { readonly server: string },
  now: Date,
): Promise<Gathered> {
  const gathered = gatherer(new Map(needs.map(({ key, template }) => [key, template])), access, now)
  const keys = new Map<string, boolean>()
  for (const { key, needed } of needs) keys.set(key, needed || keys.get(key) === true)
  await gathered.load(keys)
  return gathered
}

interface Ran {
  readonly state: Advice['state']
  readonly because: readonly Reason[]
  readonly cards: readonly Card[]
  readonly rules: readonly RuleReport[]
}

async function ran(
  service: LoadedService,
  rule: LoadedRule,
  gathered: Gathered,
  { context }: DataAccess,
  deps: AdviceDeps,
): Promise<Ran> {
  const entry = [...service.hooks.values()].find(
    ({ hook, rules }) => hook.orderFields === undefined && rules.includes(rule),
  )
  const nothing = { because: [], cards: [], rules: [] }
  if (entry === undefined) return { ...nothing, state: 'needs-order' }
  const input = ruleInput(rule, gathered, [])
  if (!input.ready) {
    const because = input.lacks.map(({ key, why }) => reasonFor(key, why))
    return { ...nothing, state: 'not-evaluated', because }
  }
  const text = callText(entry, rule, gathered, context, deps.newId())
  const { client } = deps
  const answered = await deps.evaluator.answer({ text, service, client, only: rule.rule.id })
  const { rules } = answered.report
  const [report] = rules
  // A rule whose trigger does not hold has nothing to say, and so has one that found nothing.
  const because = report === undefined ? undefined : WHY[report.state]
  if (because !== undefined) return { state: 'not-evaluated', because: [because], cards: [], rules }
  if (!answered.ok) return { state: 'not-evaluated', because: [NOT_DONE], cards: [], rules }
  const { cards } = JSON.parse(answered.text) as { readonly cards: readonly Card[] }
  return { state: 'evaluated', because: [], cards, rules }
}

const NOT_DONE: Reason = { code: 'check-failed', text: NOT_CHECKED.failed }
const WHY: Readonly<Record<RuleReport['state'], Reason | undefined>> = {
  evaluated: undefined,
  'not-evaluated': { code: 'data-insufficient', text: NOT_CHECKED['too-little'] },
  failed: NOT_DONE,
  late: { code: 'check-late', text: NOT_CHECKED.late },
  suspended: { code: 'check-suspended', text: NOT_CHECKED.suspended },
}

function callText(
  { hook }: HookEntry,
  { needs, scoreNeeds }: LoadedRule,
  gathered: Gathered,
  context: DataAccess['context'],
  hookInstance: string,
): string {
  return JSON.stringify({
    hook: hook.name,
    hookInstance,
    // Hooks want a user; an app may not have been told who it is.
    context: { userId: 'Practitioner/unknown', ...context },
    prefetch: prefetchOf([...needs, ...scoreNeeds], gathered),
  })
}

function unreadable(gathered: Gathered, needs: readonly Need[]): readonly Reason[] {
  const why = new Map<string, Reason>()
  for (const { key, needed } of needs) {
    const view = gathered.view(key)
    if (needed && view.state === 'unavailable') why.set(key, reasonFor(key, view.why))
  }
  return [...why.values()]
}

/** Why a key could not be had, in words for people. */
export function reasonFor(key: string, why: keyof typeof BECAUSE | 'partial'): Reason {
  const words = key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  const because = why === 'partial' ? NOT_CHECKED.partial : BECAUSE[why]
  return { code: `${key}-${why}`, text: `${words}: ${because}` }
}
