import type { AnyScore, Reason, Source } from '../clinical/score.ts'
import { scores as allScores } from '../clinical/scores/index.ts'
import type { FetchFailure, FhirFailures } from '../fhir/client.ts'
import type { DataAccess } from '../prefetch/data-access.ts'
import type { Card } from '../protocol/card.ts'
import type { ClientPolicy } from './client-policy.ts'
import type { Evaluator } from './evaluator.ts'
import { gather, unreadable } from './gather-needs.ts'
import { type LoadedRule, type LoadedService, type Need, needsOf } from './registry.ts'
import type { RuleReport } from './report.ts'
import { runAlone } from './run-alone.ts'
import type { KeptScores } from './score-outcomes.ts'
import { type ScoreView, scoreView } from './score-view.ts'

/** What the app shows of a card's rule for one patient. */
export interface Advice {
  readonly service?: { readonly id: string; readonly title: string }
  readonly rule?: { readonly id: string; readonly title: string; readonly source: Source }
  /**
   * `needs-order`: the rule speaks at an order; `no-rule`: no card opened the app; `rule-unavailable`:
   * one did, and its rule is not to be had.
   */
  readonly state: 'evaluated' | 'not-evaluated' | 'needs-order' | 'no-rule' | 'rule-unavailable'
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
  /** What of this patient's scores is kept. */
  readonly kept: KeptScores
  /** As a client whose cards are all shown, whatever they are. */
  readonly client: ClientPolicy
}

/** What was done, for the audit trail. */
export interface AdviceReport {
  readonly fetchedTypes: readonly string[]
  readonly strangers: number
  readonly fhirFailures: FhirFailures
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
  if (subject === undefined) return await everyScore(access, deps)
  const { service, rule } = subject
  const own = rule.scores.map(({ score }) => score)
  const asked = askedScore(rule, subject.score)
  const foreign = asked.filter((score) => !own.includes(score))
  const gathered = await gather([...rule.needs, ...rule.scoreNeeds], access, deps.now)
  // A key may ask for something else in another rule's score than in this rule.
  const apart = await gather(foreign.flatMap(needsOfScore), access, deps.now)
  const shown = [...new Set([...asked, ...own])].filter(({ read }) => read !== undefined)
  const scores = await Promise.all(
    shown.map((score) => scoreView(score, foreign.includes(score) ? apart : gathered, deps)),
  )
  const { state, because, cards, rules } = await runAlone(service, rule, gathered, access, deps)
  const { id, title } = service.service
  const about = {
    service: { id, title },
    rule: { id: rule.rule.id, title: rule.title, source: rule.rule.source },
  }
  const fetchedTypes = [...new Set([...gathered.fetchedTypes, ...apart.fetchedTypes])]
  const advice = { ...about, state, because, cards, scores }
  const strangers = gathered.strangers() + apart.strangers()
  const fhirFailures = together(gathered.failures(), apart.failures())
  return { advice, report: { fetchedTypes, strangers, fhirFailures, rules } }
}

function together(some: FhirFailures, more: FhirFailures): FhirFailures {
  const sum = { ...some }
  for (const reason of Object.keys(more) as FetchFailure[])
    sum[reason] = (sum[reason] ?? 0) + (more[reason] ?? 0)
  return sum
}

/** All scores that the chart allows; `because` names data that could not be had for others. */
async function everyScore(
  access: DataAccess & { readonly server: string },
  deps: Pick<AdviceDeps, 'kept' | 'now'>,
): Promise<Advised> {
  const needs = everyScoreNeeds()
  const gathered = await gather(needs, access, deps.now)
  const views = await Promise.all(readable.map((score) => scoreView(score, gathered, deps)))
  const scores = views.filter(({ known }) => known)
  const because = unreadable(gathered, needs)
  return {
    advice: { state: 'no-rule', because, cards: [], scores },
    report: {
      fetchedTypes: [...gathered.fetchedTypes],
      strangers: gathered.strangers(),
      fhirFailures: gathered.failures(),
      rules: [],
    },
  }
}

/** A card names a score as its rule does, or by id. */
function askedScore({ scores }: LoadedRule, name: string | undefined): readonly AnyScore[] {
  const own = scores.filter((each) => each.name === name).map(({ score }) => score)
  return own.length > 0 ? own : allScores.filter(({ id }) => id === name)
}

const readable = allScores.filter(({ read }) => read !== undefined)

/** What is read where no card opened the app; the templates are parsed once. */
export function everyScoreNeeds(): readonly Need[] {
  everyNeed ??= readable.flatMap(needsOfScore)
  return everyNeed
}
let everyNeed: readonly Need[] | undefined

const needsOfScore = ({ prefetch = {} }: (typeof allScores)[number]): Need[] => needsOf(prefetch)
