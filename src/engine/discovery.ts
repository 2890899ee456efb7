import { type Discovery, discovery } from '../protocol/discovery.ts'
import type { LoadedService } from './registry.ts'

/** The version of the specification that discovery states (`DISC-10`). */
const SPECIFICATION = '3.0.0'

/** The discovery document of these services: an entry per service and hook (`DISC-06`). */
export function discoveryOf(services: Iterable<LoadedService>): Discovery {
  return discovery.parse({
    services: [...services].flatMap(({ service, hooks }) =>
      [...hooks.values()].map(({ hook, templates }) => ({
        hook: hook.name,
        title: service.title,
        description: service.description,
        id: service.id,
        ...(service.usageRequirements === undefined
          ? {}
          : { usageRequirements: service.usageRequirements }),
        ...(templates.size === 0
          ? {}
          : { prefetch: Object.fromEntries([...templates].map(([key, { text }]) => [key, text])) }),
        version: SPECIFICATION,
        hookVersion: hook.hookVersion,
      })),
    ),
  })
}
