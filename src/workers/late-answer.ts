import { answerOf, bodyText } from '../engine/answer.ts'
import { cardIds } from '../engine/card-ids.ts'
import type { ClientPolicy } from '../engine/client-policy.ts'
import { type Answered, rowOf } from '../engine/evaluator.ts'
import { neededProblems } from '../engine/lacking.ts'
import { type Made, madeOf } from '../engine/made.ts'
import type { LoadedService } from '../engine/registry.ts'
import type { Report } from '../engine/report.ts'
import { budgetGuard } from '../engine/rule-guard.ts'
import { CdsError } from '../errors.ts'
import { DEFAULT_PROFILE } from '../protocol/profiles.ts'
import type { Begun } from './messages.ts'

/** What has arrived of a call whose time is up. */
export interface Arrived {
  readonly begun: Begun | undefined
  /** What is known of the call, begun or not. */
  readonly report: Report
  readonly made: ReadonlyMap<string, Made>
}

/**
 * The answer at the deadline from what has arrived: the cards of the rules that had finished, and what was
 * not checked. Where it is not even known which rules apply, it is all of the service.
 */
export function lateAnswer(
  service: LoadedService,
  client: ClientPolicy,
  { begun, report: known, made }: Arrived,
  now: Date,
  newId: () => string,
): Answered {
  const newCardId = cardIds(now, newId)
  const rules = service.rules.filter(
    ({ rule }) => begun === undefined || begun.rules.includes(rule.id),
  )
  // Nothing is built here, so nothing links anywhere.
  const setting = { guard: budgetGuard(0), newCardId, companionUrl: '', anyFailed: () => false }
  const all = rules.map(
    (loaded) => made.get(loaded.rule.id) ?? madeOf(loaded, { state: 'late' }, 0, setting),
  )
  const lacking = () =>
    neededProblems(rules.filter(({ rule }) => made.get(rule.id)?.report.state === 'not-evaluated'))
  const answer = answerOf(all, service, client, newCardId, lacking)
  const report = { ...known, rules: answer.rules }
  if (answer.unavailable !== undefined)
    return { ok: false, error: new CdsError('CDS_DATA_UNAVAILABLE', answer.unavailable), report }
  const profile = begun?.profile ?? client.profile ?? DEFAULT_PROFILE
  const text = bodyText(answer, profile, client)
  return { ok: true, text, served: answer.served.map(rowOf), report }
}
