import { FAILURES, type Resource } from '../prefetch/data.ts'
import type { Gathered } from './gather.ts'
import type { Need } from './registry.ts'

/**
 * What was gathered as the prefetch of a hook call. Data that could not be had are left out, which is
 * how a client says "unknown"; where the record system failed, its outcome stands there (`PFD-06`), so that
 * a rule's silence is not taken for nothing to say; an incomplete list has a next page: "partial".
 */
export function prefetchOf(needs: readonly Need[], gathered: Gathered): Record<string, unknown> {
  const prefetch: Record<string, unknown> = {}
  for (const { key, template } of needs) {
    const data = gathered.data(key)
    if (data.state === 'unavailable') {
      if (FAILURES.has(data.why)) prefetch[key] = FAILED
      continue
    }
    const [first] = data.resources
    if (template.kind === 'search') prefetch[key] = bundleOf(data.resources, data.partial)
    else if (first !== undefined) prefetch[key] = first
  }
  return prefetch
}

const FAILED = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'transient' }],
}

function bundleOf(resources: readonly Resource[], partial: boolean): object {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ resource })),
    ...(partial ? { link: [{ relation: 'next', url: 'urn:more' }] } : {}),
  }
}
