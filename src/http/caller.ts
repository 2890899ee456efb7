import type { Response } from 'express'
import type { ClientPolicy } from '../engine/client-policy.ts'

/** Sets who called, once that is known. */
export function setCaller(response: Response, client: ClientPolicy): void {
  response.locals.client = client
}

/** Who called. @throws where the route does not ask who calls: a defect of ours. */
export function callerOf(response: Response): ClientPolicy {
  const client: ClientPolicy | undefined = response.locals.client
  if (client === undefined) throw new Error('this route has no caller')
  return client
}
