import type { Reason } from '../clinical/score.ts'
import type { DataAccess } from '../prefetch/data-access.ts'
import type { Card } from '../protocol/card.ts'
import type { AdviceDeps } from './advice.ts'
import { isDead } from './dead.ts'
import type { Gathered } from './gather.ts'
import { reasonFor, unreadable } from './gather-needs.ts'
import { NOT_CHECKED } from './made.ts'
import { prefetchOf } from './prefetch-of.ts'
import type { HookEntry, LoadedRule, LoadedService } from './registry.ts'
import type { RuleReport } from './report.ts'
import { ruleInput } from './rule-data.ts'

/** What became of a rule that was run outside a hook. */
export interface Ran {
  readonly state: 'evaluated' | 'not-evaluated' | 'needs-order'
  readonly because: readonly Reason[]
  readonly cards: readonly Card[]
  readonly rules: readonly RuleReport[]
}

/** Runs one rule by the evaluator of hook calls, with what was gathered as its prefetch. */
export async function runAlone(
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
  // A hook answers such a call with no cards, which here would read as "nothing to say".
  if (isDead(gathered, deps.now)) return { ...nothing, state: 'not-evaluated', because: [DECEASED] }
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
  if (because !== undefined) {
    // A score that could not be read leaves a rule with nothing to say; which one, is known here.
    const unread = report?.state === 'not-evaluated' ? unreadable(gathered, rule.scoreNeeds) : []
    const all = unread.length > 0 ? unread : [because]
    return { state: 'not-evaluated', because: all, cards: [], rules }
  }
  if (!answered.ok) return { state: 'not-evaluated', because: [NOT_DONE], cards: [], rules }
  const { cards } = JSON.parse(answered.text) as { readonly cards: readonly Card[] }
  return { state: 'evaluated', because: [], cards, rules }
}

const DECEASED: Reason = {
  code: 'patient-deceased',
  text: 'the patient is recorded as deceased; no advice is given',
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
