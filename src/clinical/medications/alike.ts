import { dailyDose } from './daily-dose.ts'
import type { MedicationView } from './view.ts'

interface Ordered {
  readonly resource: unknown
  readonly medication: MedicationView
}

/** Doses a day, in mg, by RxNorm ingredient (IN), above and below which a table of pairs says different things. */
export type DoseLimits = ReadonlyMap<string, readonly number[]>

/**
 * What a table of pairs can tell of a medicine: two with the same text make the same pairs. Of a dose it
 * is only which of the limits it is above.
 */
export function kindOf({ resource, medication }: Ordered, limits: DoseLimits): string {
  const { state, name, route, ingredients } = medication
  const doses = ingredients.map((code) => {
    const all = limits.get(code)
    if (all === undefined) return ''
    const dose = dailyDose(resource, medication, code)
    return dose === undefined ? 'open' : all.filter((limit) => dose > limit).length
  })
  return JSON.stringify([state, name, route, ingredients, doses])
}

/**
 * The first two of each kind, in their order: one to stand for the kind, and one that the first can meet.
 * Comparing each with each is then bounded by how many kinds there are, not by how many orders (T14).
 *
 * @example twoOfEach(['a', 'b', 'a', 'a'], (each) => each) // ['a', 'b', 'a']
 */
export function twoOfEach<T>(all: readonly T[], kind: (each: T) => string): readonly T[] {
  const seen = new Map<string, number>()
  return all.filter((each) => {
    const key = kind(each)
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count <= 2
  })
}
