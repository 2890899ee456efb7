import type { Request, Response } from 'express'
import { problemsOf } from '../engine/parse-request.ts'
import { CdsError } from '../errors.ts'
import { type FeedbackEntryJson, feedback as feedbackSchema } from '../protocol/feedback.ts'
import { parseGuarded } from '../protocol/json-guard.ts'
import type { FeedbackEntry } from '../store/store.ts'
import { noteAudit } from './audit.ts'
import { callerOf } from './caller.ts'
import { type HttpContext, serviceOf } from './context.ts'

/**
 * `POST /cds-services/{id}/feedback`: the whole call or nothing (`FB-04`), and on disk before the 200.
 */
export function feedbackRoute(context: HttpContext) {
  const { store, metrics, log, engine } = context
  return async (request: Request<{ id: string }>, response: Response): Promise<void> => {
    const { service } = serviceOf(context, request.params.id)
    const client = callerOf(response)
    const checked = feedbackSchema.safeParse(parseGuarded(request.body as string))
    if (!checked.success) throw new CdsError('CDS_FEEDBACK_INVALID', problemsOf(checked.error))
    const entries = checked.data.feedback.map(entryOf)
    noteAudit(response, { cards: entries.length })
    const receivedAt = engine.now().toISOString()
    const call = { client: client.id, service: service.id, entries, receivedAt }
    try {
      const receipt = await store.saveFeedback(call)
      log.info({ client: client.id, service: service.id, ...receipt }, 'feedback')
    } catch (error) {
      throw new CdsError(
        'CDS_UNAVAILABLE',
        [{ remedy: 'The feedback was not saved; send it again later.' }],
        error,
      )
    }
    for (const { outcome } of entries) metrics.feedback(service.id, outcome, 1)
    response.status(200).set('cache-control', 'no-store').end()
  }
}

/** An entry as it is stored: only what the standard defines, empties left out. */
function entryOf(entry: FeedbackEntryJson): FeedbackEntry {
  const { reason, userComment } = entry.overrideReason ?? {}
  const overrideReason = {
    ...(reason == null
      ? {}
      : {
          reason: {
            code: reason.code,
            ...(reason.system == null ? {} : { system: reason.system }),
            ...(reason.display == null ? {} : { display: reason.display }),
          },
        }),
    ...(userComment == null || userComment === '' ? {} : { userComment }),
  }
  return {
    card: entry.card,
    outcome: entry.outcome,
    outcomeTimestamp: entry.outcomeTimestamp,
    ...(entry.acceptedSuggestions == null
      ? {}
      : { acceptedSuggestions: entry.acceptedSuggestions.map(({ id }) => ({ id })) }),
    ...(Object.keys(overrideReason).length === 0 ? {} : { overrideReason }),
  }
}
