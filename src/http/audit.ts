import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Report, RuleReport } from '../engine/report.ts'
import { CdsError, type ErrorCode } from '../errors.ts'
import type { AuditRecord } from '../store/audit.ts'
import type { HttpContext } from './context.ts'
import { sendError } from './errors.ts'

/** What of a report an audit record holds. */
type AuditedReport = Pick<
  Report,
  | ('service' | 'hook' | 'hookInstance' | 'user')
  | ('patientKey' | 'suppliedTypes' | 'fetchedTypes' | 'strangers' | 'rules')
>

/** What a route knows about its call, for the audit record. */
export interface AuditNote {
  /** What is called. */
  readonly event?: AuditRecord['event']
  /** Which service, where one of ours is named. */
  readonly service?: string
  /** Who called, once that is proven; null where nobody could be recognized. */
  readonly client?: { readonly id: string; readonly tenant: string } | null
  readonly report?: AuditedReport
  /** What is known of a call that was taken up, where no report came of it. */
  readonly unreported?: () => AuditedReport
  /** Cards sent, or entries of a feedback call. */
  readonly cards?: number
  /** The registered client that an unproven call said it was of. */
  readonly claimed?: string | undefined
  /** Why the call was refused, where the error's code alone must not say it. */
  readonly reason?: string
}

/** Adds to the audit record of this call; the last word on each member counts. */
export function noteAudit(response: Response, note: AuditNote): void {
  const noted: AuditNote | undefined = response.locals.audit
  response.locals.audit = { ...noted, ...note }
}

/** Whether this call leaves a record already. */
export function isOnTrail({ locals }: Response): boolean {
  return (locals as Locals).audit?.event !== undefined
}

/**
 * One audit record for each call that passes, answered or refused, made when its work ends: also where
 * nobody waits for the answer any more, for data may have been read by then. With `audit: strict` an
 * answer that comes of patient data leaves only when its record is on disk, and is a 503 where that
 * cannot be (threat T25).
 *
 * It stands on a path, so that a call is named by the router, as its route is chosen: no spelling can
 * reach the one and not the other. Where several stand in the way of a call, the last one names it.
 */
export function auditTrail(context: HttpContext, event: AuditRecord['event']): RequestHandler {
  const { config, store, records, engine, log, unended, registry } = context
  return (request: Request<{ id?: string }>, response: Response, next: NextFunction): void => {
    if (request.method === 'OPTIONS') {
      next()
      return
    }
    const { id } = request.params
    // Only known ids count.
    const service = id === undefined ? '' : registry.has(id) ? id : 'other'
    const isOn = isOnTrail(response)
    noteAudit(response, { event, service })
    if (isOn) {
      next()
      return
    }
    const arrived = engine.monotonic()
    const made = (): AuditRecord => recordOf(context, request, response, arrived)
    const note = (record: AuditRecord): void =>
      records.record(record, (response.locals as Locals).audit?.claimed)
    // The one place through which every answer goes, whoever makes it.
    const end = response.end
    // Cast: `end` has overloads, which are handed on as they came.
    const leave = (args: unknown[]) => end.apply(response, args as Parameters<typeof end>)
    const cut = (): void => {
      response.end = end
      note({ ...made(), status: GONE })
    }
    unended.add(cut)
    const answered = (...args: unknown[]): Response => {
      // Not told by the response's `close`: that does not come where it stands behind others.
      const isGone = request.socket.destroyed
      const record = isGone ? { ...made(), status: GONE } : made()
      // Not before: where a record fails, the answer that tells of that has one of its own.
      response.end = end
      unended.delete(cut)
      if (isGone || config.audit !== 'strict' || !isOfPatient(record)) {
        note(record)
        return leave(args)
      }
      store.audit.recordDurably(record).then(
        () => leave(args),
        (error: unknown) => {
          const { requestId } = response.locals
          log.error({ requestId, fault: (error as Error).name }, 'no audit record: answer withheld')
          note({ ...record, status: 503, code: 'CDS_UNAVAILABLE', cards: 0 })
          const problem = { remedy: record.event === 'app-write' ? WRITE_WITHHELD : WITHHELD }
          sendError(request, response, new CdsError('CDS_UNAVAILABLE', [problem]))
        },
      )
      return response
    }
    response.end = answered as typeof end
    next()
  }
}

/** In place of a status: whoever called was gone before there was an answer. */
const GONE = 0

const WITHHELD = 'The call could not be recorded, so it was not answered; try again later.'
/** What was to be withheld has already happened. */
const WRITE_WITHHELD =
  'The call could not be recorded, so it was not answered. Look into the record before you try again: it may be there.'

/** An answer that was worked out from what a client sent; refusals and discovery tell nothing of it. */
function isOfPatient({ event, status }: AuditRecord): boolean {
  return status < 400 && OF_PATIENTS.has(event)
}

const OF_PATIENTS = new Set<AuditRecord['event']>(['hook', 'feedback', 'app-read', 'app-write'])

function recordOf(
  { callers, engine, addressOf }: HttpContext,
  request: Request,
  response: Response,
  arrived: number,
): AuditRecord {
  const { audit = {}, code = '', requestId = '' } = response.locals as Locals
  const client = audit.client === undefined ? callers.open : audit.client
  const { event = 'other', service = '', report = audit.unreported?.() } = audit
  return {
    event,
    at: engine.now().toISOString(),
    requestId,
    client: client?.id ?? '',
    tenant: client?.tenant ?? '',
    address: addressOf(request),
    service: report?.service ?? service,
    hook: report?.hook ?? '',
    hookInstance: report?.hookInstance ?? '',
    user: report?.user ?? '',
    patientKey: report?.patientKey ?? '',
    supplied: report?.suppliedTypes.toSorted().join(' ') ?? '',
    fetched: report?.fetchedTypes.toSorted().join(' ') ?? '',
    strangers: report?.strangers ?? 0,
    rules: report?.rules.map(ruleText).join(' ') ?? '',
    cards: audit.cards ?? 0,
    code: audit.reason ?? code,
    status: response.statusCode,
    micros: Math.round((engine.monotonic() - arrived) * 1000),
    affected: 0,
  }
}

interface Locals {
  readonly audit?: AuditNote
  /** Set where an error is sent. */
  readonly code?: ErrorCode
  readonly requestId?: string
}

function ruleText({ rule, state }: RuleReport): string {
  return `${rule}:${state}`
}
