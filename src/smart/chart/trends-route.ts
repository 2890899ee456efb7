import type { Request, Response } from 'express'
import { templateText } from '../../clinical/fetched.ts'
import type { AnyScore, Reason } from '../../clinical/score.ts'
import { scores } from '../../clinical/scores/index.ts'
import { trendsOf } from '../../clinical/trends.ts'
import type { Gathered } from '../../engine/gather.ts'
import { gather, lackOf, reasonOf } from '../../engine/gather-needs.ts'
import { type Need, needsOf } from '../../engine/registry.ts'
import { CdsError } from '../../errors.ts'
import { tellFhirFailures } from '../../http/fhir-failures.ts'
import type { SmartContext } from '../context.ts'
import { noteApp } from '../note.ts'
import { sessionIn, stillLive } from '../session/guard.ts'
import { sessionAccess } from './access.ts'

/** Results of one kind that are shown: years of them, and few enough for a chart. */
const MOST = 100

/** `GET /app/api/trends?score=`: how the score's numeric inputs went over time. */
export function trendsRoute(context: SmartContext) {
  const { engine, metrics } = context
  return async (request: Request, response: Response): Promise<void> => {
    const session = sessionIn(response)
    const score = scores.find(({ id }) => id === request.query.score)
    if (score === undefined)
      throw new CdsError('CDS_NOT_FOUND', [{ remedy: 'There is no score of this id.' }])
    const needs = historyNeeds(score)
    const gathered = await gather(needs, sessionAccess(context, session), engine.now())
    const strangers = gathered.strangers()
    noteApp(response, session, {
      ...{ call: 'trends', fetched: [...gathered.fetchedTypes], strangers },
    })
    metrics.strangers('trends', strangers)
    const { id } = session.endpoint.registration.policy
    tellFhirFailures(context, 'trends', id, gathered.failures())
    stillLive(session)
    const { data, unread, isBlind } = dataOf(needs, gathered)
    metrics.app('trends', isBlind ? 'failed' : 'done')
    if (isBlind)
      throw new CdsError(
        'CDS_FHIR_UNAVAILABLE',
        unread.map(({ text }) => ({ remedy: text })),
      )
    response.json({ trends: trendsOf(score, data), unread })
  }
}

/** The score's own queries, asked for more than the newest. */
function historyNeeds({ prefetch = {} }: AnyScore): readonly Need[] {
  const more = Object.entries(prefetch).map(([key, template]) => {
    const text = templateText(template).replace(/([?&]_count)=\d+/, `$1=${MOST}`)
    return [key, text] as const
  })
  return needsOf(Object.fromEntries(more))
}

/** What was read, by key; and what of results was not, so that a history does not look whole. */
function dataOf(needs: readonly Need[], gathered: Gathered) {
  const data: Record<string, unknown> = {}
  for (const { key, template } of needs) {
    const view = gathered.view(key)
    if (view.state === 'known') data[key] = template.kind === 'read' ? view.list[0] : view.list
    // Readers want a list; a history says for itself what of it could not be read.
    else if (template.kind === 'search') data[key] = []
  }
  const results = needs.filter(({ template }) => template.type === 'Observation')
  const unread = results.flatMap(({ key }) => lackOf(key, gathered) ?? cutOf(key, gathered) ?? [])
  const isBlind =
    results.length > 0 && results.every(({ key }) => gathered.view(key).state === 'unavailable')
  return { data, unread, isBlind }
}

function cutOf(key: string, gathered: Gathered): Reason | undefined {
  const found = gathered.data(key)
  if (found.state === 'unavailable' || found.resources.length < MOST) return undefined
  return reasonOf(key, 'cut', `only the newest ${MOST} results were read`)
}
