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
      byKey.set(key, problemOf(key, template.text))
    }
  return [...byKey.values()]
}

/**
 * The same where it is not known which of them were had: whatever these rules cannot do without.
 */
export function neededProblems(rules: readonly LoadedRule[]): Problem[] {
  const byKey = new Map<string, Problem>()
  for (const { needs } of rules)
    for (const { key, template, needed } of needs)
      if (needed) byKey.set(key, problemOf(key, template.text))
  return [...byKey.values()]
}

function problemOf(key: string, template: string): Problem {
  const remedy = `send prefetch.${key} (${template}), or give fhirServer and fhirAuthorization that allow reading it`
  return { field: `prefetch.${key}`, remedy }
}
