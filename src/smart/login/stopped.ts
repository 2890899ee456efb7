import type { Response } from 'express'
import { noteAudit } from '../../http/audit.ts'
import type { SmartContext } from '../context.ts'
import type { Registration } from '../registration/registration.ts'
import { sendMessage, type WayOn } from './message-page.ts'
import { MESSAGES, type MessageName } from './messages.ts'

/** A launch or log-in ends here, with a page for a person and a reason for the trail. */
export function stopped(
  { log, metrics }: SmartContext,
  response: Response,
  name: MessageName,
  call: 'launch' | 'login',
  more: {
    readonly registration?: Registration
    readonly detail?: string
    readonly wayOn?: WayOn
  } = {},
): void {
  const { registration, detail, wayOn } = more
  const client = registration?.policy ?? null
  noteAudit(response, { client, reason: name })
  metrics.app(call, MESSAGES[name].status >= 500 ? 'failed' : 'refused')
  const { requestId } = response.locals
  log.warn({ requestId, call, reason: name, detail, client: client?.id }, 'app not opened')
  sendMessage(response, MESSAGES[name], registration?.frameAncestors, wayOn)
}
