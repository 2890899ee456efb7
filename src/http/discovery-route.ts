import type { Request, Response } from 'express'
import { type ClientPolicy, isEntitled } from '../engine/client-policy.ts'
import { discoveryOf } from '../engine/discovery.ts'
import { DEFAULT_PROFILE, discoveryInProfile } from '../protocol/profiles.ts'
import { callerOf } from './caller.ts'
import { type HttpContext, isDiscoveryOpen } from './context.ts'

/** `GET /cds-services`: the services that the caller may call, in its version; made once for each. */
export function discoveryRoute(context: HttpContext) {
  const { registry, config, callers } = context
  const on = [...registry.values()].filter(({ service }) => config.services[service.id] !== 'off')
  const bodyFor = (client: Pick<ClientPolicy, 'services' | 'profile'>): object => {
    const own = on.filter(({ service }) => isEntitled(client, service.id))
    return discoveryInProfile(discoveryOf(own), client.profile ?? DEFAULT_PROFILE)
  }
  if (isDiscoveryOpen(context)) {
    // In open mode there is one client; elsewhere nobody was asked.
    const body = bodyFor(callers.open ?? {})
    return (_request: Request, response: Response): void => {
      response.json(body)
    }
  }
  const bodies = new Map<string, object>()
  return (_request: Request, response: Response): void => {
    const client = callerOf(response)
    const body = bodies.get(client.id) ?? bodyFor(client)
    bodies.set(client.id, body)
    response.set('cache-control', 'no-store').json(body)
  }
}
