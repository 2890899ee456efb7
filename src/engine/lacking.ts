import type { Problem } from '../errors.ts'
import type { Gathered } from './gather.ts'
import { allNeeds, type LoadedRule } from './registry.ts'

/** Tells an integrator what to send: keys and templates, which hold nothing of the patient. */
export function lackProblems(rules: readonly LoadedRule[], gathered: Gathered): Problem[] {
  const byKey = new Map<string, Problem>()
  for (const loaded of rules)
    for (const { key, template } of allNeeds(loaded)) {
      const view = gathered.view(key)
      if (
        view.state === 'known' &&
        !view.partial &&
        (template.kind === 'search' || view.list.length > 0)
      )
        continue
      const remedy = `send prefetch.${key} (${template.text}), or give fhirServer and fhirAuthorization that allow reading it`
      byKey.set(key, { field: `prefetch.${key}`, remedy })
    }
  return [...byKey.values()]
}
