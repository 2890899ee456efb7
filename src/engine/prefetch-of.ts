import type { Resource } from '../prefetch/data.ts'
import type { Gathered } from './gather.ts'
import type { Need } from './registry.ts'

/**
 * What was gathered as the prefetch of a hook call. Data that could not be had are left out, which is
 * how a client says "unknown"; an incomplete list has a next page, which is how one says "partial".
 */
export function prefetchOf(needs: readonly Need[], gathered: Gathered): Record<string, unknown> {
  const prefetch: Record<string, unknown> = {}
  for (const { key, template } of needs) {
    const data = gathered.data(key)
    if (data.state === 'unavailable') continue
    const [first] = data.resources
    if (template.kind === 'search') prefetch[key] = bundleOf(data.resources, data.partial)
    else if (first !== undefined) prefetch[key] = first
  }
  return prefetch
}

function bundleOf(resources: readonly Resource[], partial: boolean): object {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ resource })),
    ...(partial ? { link: [{ relation: 'next', url: 'urn:more' }] } : {}),
  }
}
