import type { Problem } from '../errors.ts'
import type { Unavailable } from '../prefetch/data.ts'
import type { KeyView } from './chart.ts'
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
      byKey.set(key, problemOf(key, template.text, missing(view)))
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

const NOT_SENT = ', or give fhirServer and fhirAuthorization that allow reading it'

/** What came of the other way to have it. */
const OTHER_WAY: Readonly<Record<Unavailable, string>> = {
  'not-sent': NOT_SENT,
  outcome: '; an OperationOutcome came in its place',
  'not-permitted':
    '; fhirServer or fhirAuthorization does not permit reading it: look at access_token, scope, patient and expires_in',
  'address-refused':
    '; fhirServer is not among those listed for this client, which are compared part by part',
  timeout: '; fhirServer did not answer in time',
  failed: '; fhirServer did not answer, or reported an error',
  unusable: '; what came in its place cannot be used',
  'no-token-value': '; the context lacks what its template needs',
}

function missing(view: KeyView): string {
  if (view.state === 'unavailable') return OTHER_WAY[view.why]
  return view.partial ? '; what came was incomplete' : NOT_SENT
}

function problemOf(key: string, template: string, otherWay = NOT_SENT): Problem {
  return { field: `prefetch.${key}`, remedy: `send prefetch.${key} (${template})${otherWay}` }
}
