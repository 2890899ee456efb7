import type { Request, Response } from 'express'
import { discoveryOf } from '../engine/discovery.ts'
import { DEFAULT_PROFILE, discoveryInProfile } from '../protocol/profiles.ts'
import type { HttpContext } from './context.ts'

/** `GET /cds-services`: the same document for all calls, made once. */
export function discoveryRoute({ registry, config, client }: HttpContext) {
  const on = [...registry.values()].filter(({ service }) => config.services[service.id] !== 'off')
  const body = discoveryInProfile(discoveryOf(on), client.profile ?? DEFAULT_PROFILE)
  return (_request: Request, response: Response): void => {
    response.json(body)
  }
}
