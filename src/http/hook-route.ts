import type { Request, Response } from 'express'
import type { Answered, CardRow } from '../engine/evaluator.ts'
import type { Report } from '../engine/report.ts'
import { whoseCall } from '../engine/whose.ts'
import type { Decision } from '../store/store.ts'
import { arrivalOf } from './arrival.ts'
import { noteAudit } from './audit.ts'
import { callerOf } from './caller.ts'
import { type HttpContext, serviceOf } from './context.ts'
import { sendError } from './errors.ts'
import { tellFhirFailures } from './fhir-failures.ts'

/** `POST /cds-services/{id}`: answers a hook call and records what was served. */
export function hookRoute(context: HttpContext) {
  const { engine, evaluator, config } = context
  return async (request: Request<{ id: string }>, response: Response): Promise<void> => {
    const started = engine.monotonic()
    const service = serviceOf(context, request.params.id)
    const client = callerOf(response)
    const text = request.body as string
    const silent = config.services[service.service.id] === 'silent'
    const spentMs = started - arrivalOf(response)
    noteAudit(response, { unreported: () => whoseCall(text, service, client, engine.hash) })
    const answered = await evaluator.answer({ text, service, client, spentMs })
    const shown = silent ? nothingOf(answered) : answered
    const served = shown.ok ? shown.served : []
    const status = shown.ok ? 200 : shown.error.status
    const { report } = shown
    noteAudit(response, { report, cards: served.length })
    if (shown.ok) {
      record(context, client.id, report, served)
      sendBody(response, shown.text)
    } else sendError(request, response, shown.error)
    const seconds = (engine.monotonic() - started) / 1000
    context.metrics.answered(report, status, seconds, served)
    tellFhirFailures(context, 'hook', client.id, report.fhirFailures)
    const hidden = answered.ok ? answered.served.length : 0
    const cards = silent ? { cards: 0, hidden } : { cards: served.length }
    logCall(context, client.id, response.locals.requestId, report, status, seconds, cards)
  }
}

/**
 * What a silent service shows: no card, and not that data were lacking for one. A wrong request is told as
 * ever: whoever sends it has to mend it before the service is switched on.
 */
function nothingOf(answered: Answered): Answered {
  if (!answered.ok && answered.error.code !== 'CDS_DATA_UNAVAILABLE') return answered
  return { ok: true, text: '{"cards":[]}', served: [], report: answered.report }
}

/** The text as it is: Express would look at it again, and make a second copy to measure it. */
function sendBody(response: Response, text: string): void {
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.setHeader('cache-control', 'no-store')
  response.setHeader('content-length', Buffer.byteLength(text))
  response.end(text)
}

function record(
  context: HttpContext,
  client: string,
  report: Report,
  served: readonly CardRow[],
): void {
  if (served.length === 0) return
  const servedAt = context.engine.now().toISOString()
  context.store.recordDecisions(
    served.map(
      (row): Decision => ({
        ...row,
        service: report.service,
        hook: report.hook,
        hookInstance: report.hookInstance,
        client,
        patientKey: report.patientKey,
        servedAt,
      }),
    ),
  )
}

/** One line per call: ids, counts and durations; nothing about the patient. */
function logCall(
  { log }: HttpContext,
  client: string,
  requestId: string,
  report: Report,
  status: number,
  seconds: number,
  cards: { readonly cards: number; readonly hidden?: number },
): void {
  const { service, hook, hookInstance, prefetch, strangers, fhirFailures, notices } = report
  for (const { rule, state, fault, linksDropped } of report.rules) {
    if (linksDropped !== undefined)
      log.warn({ service, rule, linksDropped }, 'links of cards were left out: see linkHosts')
    if (state === 'failed') log.error({ service, rule, fault }, 'rule failed')
    else if (state === 'late') log.warn({ service, rule }, 'rule was late')
  }
  const rules = report.rules.length
  const ms = Math.round(seconds * 1e5) / 100
  log.info(
    {
      requestId,
      client,
      service,
      hook,
      hookInstance,
      status,
      rules,
      ...cards,
      prefetch,
      ms,
      ...(strangers > 0 ? { strangers } : {}),
      ...(Object.keys(fhirFailures).length > 0 ? { fhirFailures } : {}),
      ...(notices.length > 0 ? { notices } : {}),
    },
    'hook',
  )
}
