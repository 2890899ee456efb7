import type { Config } from '../../config.ts'
import { type ClientPolicy, isEntitled } from '../../engine/client-policy.ts'
import type { LoadedService, Registry } from '../../engine/registry.ts'

interface Services {
  readonly registry: Registry
  readonly config: Pick<Config, 'services'>
}

/** A service whose rules speak in the app of a client: switched on, not silent, and the client's own. */
export function shownService(
  { registry, config }: Services,
  policy: ClientPolicy,
  id: string,
): LoadedService | undefined {
  const isOn = (config.services[id] ?? 'on') === 'on'
  return isOn && isEntitled(policy, id) ? registry.get(id) : undefined
}

/** All of them. */
export function shownServices(all: Services, policy: ClientPolicy): readonly LoadedService[] {
  return [...all.registry.keys()].flatMap((id) => shownService(all, policy, id) ?? [])
}
