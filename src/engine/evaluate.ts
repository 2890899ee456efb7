import type { ScoreCache } from '../cache/score-cache.ts'
import { forgetFacts } from '../clinical/facts.ts'
import { CdsError } from '../errors.ts'
import type { OpenFhir } from '../fhir/client.ts'
import { callPatient } from '../prefetch/call-patient.ts'
import { RESOURCE_TYPES } from '../prefetch/resource-types.ts'
import { WrongPatientError } from '../prefetch/wrong-patient.ts'
import { DEFAULT_PROFILE, type Profile, profileOf } from '../protocol/profiles.ts'
import { basesOf } from '../security/fhir-bases.ts'
import { accessOf } from './access.ts'
import { answerOf, bodyText, type ServedCard } from './answer.ts'
import { cardIds } from './card-ids.ts'
import type { ClientPolicy } from './client-policy.ts'
import { checkSubjects } from './context-subjects.ts'
import { isDead } from './dead.ts'
import { gatherer } from './gather.ts'
import { lackProblems } from './lacking.ts'
import { isLarge } from './large-inputs.ts'
import type { Made } from './made.ts'
import { ordersOf } from './orders.ts'
import { parseRequest } from './parse-request.ts'
import type { LoadedRule, LoadedService } from './registry.ts'
import { emptyReport, type Report } from './report.ts'
import { budgetGuard, type RuleGuard } from './rule-guard.ts'
import type { RunSetting } from './run-rule.ts'
import { runSelected } from './run-selected.ts'
import { scoreOutcomes } from './score-outcomes.ts'
import { selectRules } from './select-rules.ts'
import { noteWhose } from './whose.ts'

/** What the engine needs from the world. */
export interface EngineDeps {
  readonly now: () => Date
  /** Milliseconds of a clock that never jumps. */
  readonly monotonic: () => number
  readonly newId: () => string
  readonly openFhir: OpenFhir
  readonly scoreCache: ScoreCache
  /** Keyed hash of the parts, so that no key names a patient. */
  readonly hash: (...parts: readonly string[]) => string
  readonly companionUrl: string
  /** Hosts to which links of cards may lead; absent: those of the shipped rules (`LinkRules`). */
  readonly linkHosts?: readonly string[] | undefined
  /** FHIR servers of all clients (`placesOf`); absent: the call has those that are registered. */
  readonly fhirPlaces?: ReadonlySet<string> | undefined
  /** When the call began, by `monotonic`; absent: now. */
  readonly startedAt?: number
  /** What stands around each rule; absent: nothing, as in tests of single rules. */
  readonly guard?: RuleGuard
  readonly progress?: Progress
  /** The one rule that is asked; absent: all of the service. */
  readonly only?: string
}

/** Tells how far a call has come, for whoever has to answer in time even if it never ends. */
export interface Progress {
  /** The rules that apply are known, and are run next: none where the patient has died. */
  begins(selected: readonly LoadedRule[], report: Report, profile: Profile, isDead: boolean): void
  finished(made: Made): void
}

const UNBOUNDED = budgetGuard(Number.POSITIVE_INFINITY)
const nothing = () => {}

/** The answer to one hook call: a response value, or a planned error; and what happened on the way. */
export type Evaluation = { readonly report: Report } & (
  | { readonly ok: true; readonly text: string; readonly served: readonly ServedCard[] }
  | { readonly ok: false; readonly error: CdsError }
)

/**
 * Answers one hook call: request text in, response value out. Knows nothing of HTTP.
 *
 * Never rejects for anything in the request; a rejection is a defect of ours.
 */
export async function evaluate(
  text: string,
  service: LoadedService,
  client: ClientPolicy,
  deps: EngineDeps,
): Promise<Evaluation> {
  const report = emptyReport(service.service.id)
  try {
    return await answered(text, service, client, deps, report)
  } catch (error) {
    if (error instanceof CdsError) return { ok: false, error, report }
    if (error instanceof WrongPatientError) {
      const remedy = `${error.field} names another patient than context.patientId, or one on another FHIR server; send data of one patient only`
      const problem = { field: error.field, remedy }
      return { ok: false, error: new CdsError('CDS_PATIENT_CONTRADICTORY', [problem]), report }
    }
    throw error
  } finally {
    forgetFacts()
  }
}

async function answered(
  text: string,
  service: LoadedService,
  client: ClientPolicy,
  deps: EngineDeps,
  report: Report,
): Promise<Evaluation> {
  const started = deps.startedAt ?? deps.monotonic()
  const parsed = parseRequest(text, service, client)
  const { request, entry, context } = parsed
  const bases = basesOf(request.fhirServer, client)
  noteWhose(report, parsed, bases, client.tenant, deps.hash)
  const { patientId } = context
  const patient =
    typeof patientId === 'string' ? callPatient(patientId, bases, deps.fhirPlaces) : undefined
  checkSubjects(context, patient)
  if (entry.hook.status === 'withdrawn') report.notices.push('the hook is withdrawn')
  const now = deps.now()
  const elapsedMs = () => deps.monotonic() - started
  const remainingMs = () => client.deadlineMs - elapsedMs()
  const forFhirMs = Math.min(client.deadlineMs, client.fhirTimeoutMs)
  const access = accessOf(request, { context, patient }, client, deps.openFhir, {
    elapsedMs,
    remainingMs: () => forFhirMs - elapsedMs(),
  })
  const gathered = gatherer(entry.templates, access, now)
  const { orders, unresolvedSelections, forOthers, seen } = await ordersOf(
    entry.hook,
    context,
    gathered.medications,
    patient,
  )
  if (forOthers > 0) report.notices.push('orders for no patient were left out')
  if (unresolvedSelections > 0)
    report.notices.push('selections name orders that are not among the drafts')
  const applies = await selectRules(entry, orders, gathered)
  const { only } = deps
  const selected = only === undefined ? applies : applies.filter(({ rule }) => rule.id === only)
  report.prefetch = gathered.counts()
  // The client wrote it, and anything may stand there.
  const ordered = orders.map(({ resource: { resourceType } }) =>
    RESOURCE_TYPES.has(resourceType) ? resourceType : 'unknown',
  )
  report.suppliedTypes = [...new Set([...gathered.suppliedTypes, ...ordered])]
  report.fetchedTypes = [...gathered.fetchedTypes]
  report.strangers = gathered.strangers()
  report.fhirFailures = gathered.failures()
  report.isLarge = isLarge(text.length + (access.client?.bytesRead?.() ?? 0))
  const { guard = UNBOUNDED } = deps
  guard.sized(report.isLarge)

  const setting: RunSetting = {
    service: service.service.id,
    hook: request.hook,
    context: seen,
    now,
    newId: deps.newId,
    newCardId: cardIds(now, deps.newId),
    companionUrl: deps.companionUrl,
    linkHosts: deps.linkHosts,
    remainingMs,
    anyFailed: gathered.anyFailed,
    guard,
    // Where several servers may be meant, one id may be several patients.
    score: scoreOutcomes(
      gathered,
      deps.scoreCache,
      bases.length > 1 ? undefined : () => keyOf(report),
      now,
    ),
  }
  const profile = client.profile ?? announced(request.extension) ?? DEFAULT_PROFILE
  const dead = isDead(gathered, now)
  const applying = dead ? [] : selected
  const { progress } = deps
  progress?.begins(applying, report, profile, dead)
  const finished = progress?.finished ?? nothing
  const made = await runSelected(applying, gathered, orders, setting, deps.monotonic, finished)
  const lacking = () => lackProblems(applying, gathered)
  const answer = answerOf(made, service, client, setting.newCardId, lacking)
  report.rules = answer.rules
  if (answer.unavailable !== undefined)
    return { ok: false, error: new CdsError('CDS_DATA_UNAVAILABLE', answer.unavailable), report }
  return {
    ok: true,
    text: bodyText(answer, profile, client),
    served: answer.served,
    report,
  }
}

/** The version that a large vendor's clients name in each request (`COMPAT-01`). */
function announced(extension: Readonly<Record<string, unknown>> | null | undefined) {
  return profileOf(extension?.['com.epic.cdshooks.request.cds-hooks-specification-version'])
}

/** Scores are kept by patient. @throws where the hook knows none: those of several would be one. */
function keyOf({ patientKey }: Report): string {
  if (patientKey === '') throw new TypeError('no score without a patient')
  return patientKey
}
