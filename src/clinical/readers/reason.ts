import type { CodeSet } from '../codes/code-set.ts'
import { list, record } from '../codes/record.ts'
import { isActive } from './status.ts'

/**
 * Whether an order is for a problem: one of its own reasons says so, or, where it states none, an active
 * problem does.
 *
 * @param order a request of any FHIR release
 */
export function isFor(order: unknown, set: CodeSet, conditions: readonly object[]): boolean {
  const it = record(order)
  const stated = [it?.reasonCode, it?.reason].flatMap((each) => (Array.isArray(each) ? each : []))
  const coded = stated.flatMap((each) => {
    const concept = record(record(each)?.concept) ?? record(each)
    return concept !== undefined && list(concept.coding).length > 0 ? [concept] : []
  })
  if (coded.length > 0) return coded.some((concept) => set({ code: concept }))
  return conditions.some((each) => isActive(each) && set(each))
}
