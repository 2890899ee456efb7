import { assembleCards, droppedCard } from '../../cards/assemble.ts'
import { buildCard } from '../../cards/build.ts'
import { gapCard } from '../../cards/gap.ts'
import type { Problem } from '../errors.ts'
import { type Action, action as actionSchema } from '../protocol/action.ts'
import type { Card } from '../protocol/card.ts'
import type { ClientPolicy } from './client-policy.ts'
import { BECAUSE, type Gathered } from './gather.ts'
import { allNeeds, type LoadedService } from './registry.ts'
import type { RuleReport } from './report.ts'
import type { Lack } from './rule-data.ts'
import type { RuleResult } from './run-selected.ts'

/** A card on the wire and where it comes from. */
export interface ServedCard {
  readonly card: Card
  readonly rule: string
  readonly ruleVersion: string
  readonly cardName: string
  readonly patientKey?: string
}

export interface Answer {
  readonly served: readonly ServedCard[]
  readonly systemActions: readonly Action[]
  readonly rules: readonly RuleReport[]
  /** Set where no rule could be evaluated for lack of data: the answer is 412. */
  readonly unavailable?: readonly Problem[]
}

interface Gap {
  readonly what: string
  readonly because: string
}

type Assembling = { card: Card; origin: Omit<ServedCard, 'card'> }

const FAILED = 'the check itself failed'
const LATE = 'the check was not finished in time'
const PARTIAL = 'the record system sent only a part of the data'
const OWN = { ruleVersion: '1.0.0' }

/** Makes one answer of what the rules returned: cards, gap card, order and cap; or 412. */
export function answerOf(
  results: readonly RuleResult[],
  service: LoadedService,
  client: ClientPolicy,
  newId: () => string,
  gathered: Gathered,
): Answer {
  const cards: Assembling[] = []
  const gaps: Gap[] = []
  const systemActions: Action[] = []
  const rules: RuleReport[] = []
  let blind = results.length > 0
  for (const result of results) {
    const { loaded, outcome, ms } = result
    let { state } = outcome
    let error = outcome.state === 'failed' ? outcome.error : undefined
    const before = cards.length
    if (outcome.state === 'not-evaluated') gaps.push(...lackGaps(loaded.checks, outcome.lacks))
    else if (outcome.state === 'evaluated') {
      try {
        const made = built(result, newId)
        cards.push(...made.cards)
        gaps.push(...made.gaps)
        systemActions.push(...made.systemActions)
        if (made.blind) state = 'not-evaluated'
      } catch (thrown) {
        state = 'failed'
        error = thrown
      }
    }
    if (state !== 'not-evaluated') blind = false
    if (state === 'failed') gaps.push({ what: loaded.checks, because: FAILED })
    if (state === 'late') gaps.push({ what: loaded.checks, because: LATE })
    rules.push({
      rule: loaded.rule.id,
      state,
      ms,
      cards: cards.length - before,
      ...(error === undefined ? {} : { error }),
    })
  }
  const announces = service.service.announceGaps === true
  if (blind && !(announces && client.gapCardFor412))
    return { served: [], systemActions: [], rules, unavailable: lackProblems(results, gathered) }
  const label = service.service.title
  if (announces && gaps.length > 0)
    cards.push({
      card: gapCard(gaps, newId(), label),
      origin: { rule: 'not-checked', cardName: 'gap', ...OWN },
    })
  const assembled = assembleCards(cards, client.maxCards, (dropped) => ({
    card: droppedCard(dropped, newId(), label),
    origin: { rule: 'left-out', cardName: 'leftOut', ...OWN },
  }))
  const served = assembled.map(({ card, origin }) => ({ card, ...origin }))
  return { served, systemActions, rules }
}

/** Builds a rule's drafts; all or nothing, so that no half of an answer goes out. */
function built({ loaded, outcome }: RuleResult, newId: () => string) {
  const cards: Assembling[] = []
  const gaps: Gap[] = []
  const systemActions: Action[] = []
  const drafts = outcome.state === 'evaluated' ? outcome.drafts : []
  const { rule, title, templates } = loaded
  for (const draft of drafts) {
    if (draft.kind === 'gap') {
      const because = draft.why === 'unavailable' ? BECAUSE['not-sent'] : 'the data say too little'
      gaps.push({ what: draft.what, because })
    } else if (draft.kind === 'system-action') systemActions.push(actionSchema.parse(draft.action))
    else {
      const card = buildCard(draft, { rule: rule.id, title, source: rule.source, templates }, newId)
      cards.push({
        card,
        origin: { rule: rule.id, ruleVersion: rule.version, cardName: draft.name },
      })
    }
  }
  const blind =
    drafts.length > 0 &&
    drafts.every((draft) => draft.kind === 'gap' && draft.why === 'unavailable')
  return { cards, gaps, systemActions, blind }
}

function lackGaps(what: string, lacks: readonly Lack[]): Gap[] {
  return lacks.map(({ why }) => ({ what, because: why === 'partial' ? PARTIAL : BECAUSE[why] }))
}

/** Tells an integrator what to send: keys and templates, which hold nothing of the patient. */
function lackProblems(results: readonly RuleResult[], gathered: Gathered): Problem[] {
  const byKey = new Map<string, Problem>()
  for (const { loaded } of results)
    for (const { key, template } of allNeeds(loaded)) {
      const view = gathered.view(key)
      if (
        view.state === 'known' &&
        !view.partial &&
        (template.kind === 'search' || view.list.length > 0)
      )
        continue
      const remedy = `send prefetch.${key} (${template.text}), or give fhirServer and fhirAuthorization that allow reading it`
      byKey.set(key, { field: `prefetch.${key}`, remedy })
    }
  return [...byKey.values()]
}
