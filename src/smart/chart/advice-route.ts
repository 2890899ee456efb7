import type { Request, Response } from 'express'
import { type Advice, type AdviceSubject, advise } from '../../engine/advice.ts'
import type { ClientPolicy } from '../../engine/client-policy.ts'
import { keptScores } from '../../engine/score-outcomes.ts'
import { tellFhirFailures } from '../../http/fhir-failures.ts'
import type { SmartContext } from '../context.ts'
import { noteApp } from '../note.ts'
import { shownService } from '../registration/shown.ts'
import { sessionIn, stillLive } from '../session/guard.ts'
import type { Session } from '../session/session.ts'
import { sessionAccess } from './access.ts'

/** `GET /app/api/advice`: what the card's rule says now, its scores, and what they were made of. */
export function adviceRoute(context: SmartContext) {
  const { engine, evaluator, metrics, config } = context
  // Workers know a client by its object.
  const clients = new Map(config.companions.map(({ policy }) => [policy, showingAll(policy)]))
  return async (_request: Request, response: Response): Promise<void> => {
    const session = sessionIn(response)
    const { policy } = session.endpoint.registration
    const client = clients.get(policy)
    if (client === undefined) throw new Error('a session of a client that is not registered')
    const subject = subjectOf(context, session)
    const { newId, scoreCache } = engine
    const now = engine.now()
    const kept = keptScores(scoreCache, session.patientKey, now)
    const deps = { evaluator, newId, client, now, kept }
    const { advice, report } = await advise(subject, sessionAccess(context, session), deps)
    noteApp(response, session, {
      ...{ call: 'advice', fetched: report.fetchedTypes, rules: report.rules },
      strangers: report.strangers,
      service: subject?.service.service.id ?? '',
    })
    metrics.strangers('advice', report.strangers)
    tellFhirFailures(context, 'advice', client.id, report.fhirFailures)
    stillLive(session)
    metrics.app('advice', 'done')
    const isLost = session.about !== undefined && subject === undefined
    const answer: Advice = isLost ? { ...advice, state: 'rule-unavailable' } : advice
    response.json(answer)
  }
}

/** The rule that opened the app; none where it is unknown, switched off, silent or not this client's. */
function subjectOf(context: SmartContext, { about, endpoint }: Session): AdviceSubject | undefined {
  if (about === undefined || about === 'unreadable') return undefined
  const service = shownService(context, endpoint.registration.policy, about.service)
  const rule = service?.rules.find((each) => each.rule.id === about.rule)
  if (service === undefined || rule === undefined) return undefined
  return { service, rule, ...(about.score === undefined ? {} : { score: about.score }) }
}

/** In the app there is room for every card, and for what could not be checked. */
function showingAll(policy: ClientPolicy): ClientPolicy {
  const { profile: _, ...rest } = policy
  const capabilities = { systemActions: false }
  return Object.freeze({ ...rest, capabilities, maxCards: 50, gapCardFor412: true, strict: false })
}
