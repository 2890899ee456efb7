import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Client } from '../client.ts'
import { type ClientPolicy, isEntitled } from '../engine/client-policy.ts'
import { CdsError } from '../errors.ts'
import { withinReach } from '../security/address-guard.ts'
import type { Recognize } from '../security/recognize.ts'
import { TRUST_REASONS, type TrustReason } from '../security/untrusted.ts'
import { noteAudit } from './audit.ts'
import { setCaller } from './caller.ts'
import { type HttpContext, serviceOf } from './context.ts'
import { knowsOwnName } from './local-only.ts'

/** Who may call: whoever is on this machine, or registered clients. */
export type Callers =
  | { readonly open: ClientPolicy }
  | { readonly open?: never; readonly recognize: Recognize<Client> }

/** Asks who calls, before anything of the body is read. */
export interface TrustHandlers {
  /** Stands before all routes of the app: in open mode only this machine is answered. */
  readonly everywhere: RequestHandler
  readonly discovery: RequestHandler
  readonly hook: RequestHandler<{ id: string }>
  readonly feedback: RequestHandler<{ id: string }>
}

/** No refusal leaves sooner after the call: that time would tell which check it was (threat T8). */
const REFUSAL_MS = 10

export function trustHandlers(context: HttpContext): TrustHandlers {
  const { callers, config } = context
  if (callers.open !== undefined) {
    const everywhere = thisMachineOnly(context, callers.open)
    return { everywhere, discovery: pass, hook: pass, feedback: pass }
  }
  const { recognize } = callers
  const service = (id: string) => `/cds-services/${id}`
  return {
    everywhere: pass,
    discovery:
      config.discovery === 'open' ? pass : registered(context, recognize, () => ['/cds-services']),
    hook: registered(context, recognize, (id) => [service(id)]),
    // Some clients know one address per service (`FB-12`).
    feedback: registered(context, recognize, (id) => [`${service(id)}/feedback`, service(id)]),
  }
}

function pass(_request: unknown, _response: unknown, next: NextFunction): void {
  next()
}

/** Open mode. A process that listens wider than it should still answers this machine only. */
function thisMachineOnly(context: HttpContext, client: ClientPolicy) {
  const isOurs = knowsOwnName(context.config.publicUrl)
  return (request: Request<object>, response: Response, next: NextFunction): void => {
    const reason = !isThisMachine(request.socket.remoteAddress)
      ? 'not-this-machine'
      : isOurs(request.headers.host)
        ? undefined
        : 'not-own-name'
    if (reason !== undefined) {
      next(refusal(context, response, reason, undefined))
      return
    }
    setCaller(response, client)
    next()
  }
}

/** IPv4 arrives in IPv6's clothes where a socket takes both. */
function isThisMachine(address = ''): boolean {
  return address === '127.0.0.1' || withinReach(address.replace(/^::ffff:/i, ''), 'loopback')
}

/** Lets registered clients through, to services that they may call. */
function registered(
  context: HttpContext,
  recognize: Recognize<Client>,
  pathsOf: (id: string) => readonly string[],
) {
  const { engine, log, config } = context
  return async (
    request: Request<{ id?: string }>,
    response: Response,
    next: NextFunction,
  ): Promise<void> => {
    const arrived = engine.monotonic()
    const { id } = request.params
    const verdict = await recognize(request.headers.authorization, pathsOf(id ?? ''))
    if (!verdict.ok) {
      const spent = engine.monotonic() - arrived
      const error = refusal(context, response, verdict.reason, verdict.claimed?.id)
      setTimeout(next, Math.max(0, REFUSAL_MS - spent), error)
      return
    }
    const { client, tenant = '', jti } = verdict
    const policy = client.policies.get(tenant)
    if (policy === undefined) throw new Error('a client has a policy for each tenant')
    setCaller(response, policy)
    noteAudit(response, { client: policy })
    const { requestId } = response.locals
    log.debug({ requestId, client: policy.id, tenant, jti: jti.slice(0, 64) }, 'recognized')
    const { origin } = request.headers
    // Another client's pages may not read what is this one's.
    if (origin !== undefined && ![client, config].some((each) => each.corsOrigins.includes(origin)))
      response.removeHeader('access-control-allow-origin')
    if (id !== undefined) mayCall(policy, serviceOf(context, id).service.id)
    next()
  }
}

/** @throws CdsError 403 */
function mayCall(policy: ClientPolicy, service: string): void {
  if (isEntitled(policy, service)) return
  const remedy = 'Ask the operator to add the service to this client, or call one of its own.'
  throw new CdsError('CDS_SERVICE_FORBIDDEN', [{ remedy }])
}

/** The one answer to whoever is not trusted; why stands in the log and the audit record. */
function refusal(
  { log }: HttpContext,
  response: Response,
  reason: TrustReason,
  claimed: string | undefined,
): CdsError {
  noteAudit(response, { client: null, reason, claimed })
  const { requestId } = response.locals
  log.warn({ requestId, reason, ...(claimed === undefined ? {} : { claimed }) }, 'client refused')
  // Only the holder of a genuine token hears of this.
  if (reason === 'replay-unchecked') return new CdsError('CDS_UNAVAILABLE')
  // Without clients there is nothing to guess at.
  const remedy = OPEN_REASONS.has(reason) ? [{ remedy: TRUST_REASONS[reason] }] : []
  return new CdsError('CDS_CLIENT_UNTRUSTED', remedy)
}

const OPEN_REASONS: ReadonlySet<TrustReason> = new Set(['not-this-machine', 'not-own-name'])
