import type { Condition } from 'fhir/r4.js'
import { anyOf, codes } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { SNOMED } from '../codes/systems.ts'
import { counts, isActive } from '../readers/status.ts'

const treatedOrFailed = anyOf(codeGroup('dialysis'), codeGroup('esrd'))
const transplanted = codeGroup('kidney-transplant', { history: true })
const onDialysis = anyOf(codeGroup('dialysis'), codes(SNOMED, ['236435004']))

/** Whether the conditions say dialysis or end-stage kidney disease now, or a kidney transplant ever. */
export function hasKidneyReplacement(conditions: readonly Condition[], now: Date): boolean {
  return conditions.some(
    (each) =>
      counts(each, now) && (transplanted(each) || (treatedOrFailed(each) && isActive(each))),
  )
}

/** Whether the conditions say that the patient is on dialysis. */
export function hasDialysis(conditions: readonly Condition[], now: Date): boolean {
  return conditions.some((each) => onDialysis(each) && isActive(each) && counts(each, now))
}
