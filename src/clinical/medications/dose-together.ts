import { list, record } from '../codes/record.ts'
import { dailyDose } from './daily-dose.ts'
import type { MedicationView } from './view.ts'

interface Ordered {
  readonly resource: unknown
  readonly medication: MedicationView
}

/** How much of an ingredient an order allows a day; see `dosesTogether`. */
export type DoseTogether = (order: Ordered, ingredient: string) => number | undefined

/**
 * The most of an ingredient a day, in mg, that an order allows together with the other orders of its session: two
 * strengths often build one dose. Orders with a start or end of their own may follow one another and do not add
 * up; one that leaves its dose open adds nothing. `undefined` where the order itself leaves it open.
 *
 * The orders are gone through once for each ingredient that is asked for, by its RxNorm code (IN).
 *
 * @example dosesTogether(orders)(order, '2556') // 30 for citalopram 20 mg, where 10 mg are ordered beside it
 */
export function dosesTogether(orders: readonly Ordered[]): DoseTogether {
  const sums = new Map<string, number>()
  return (order, ingredient) => {
    const own = dailyDose(order.resource, order.medication, ingredient)
    if (own === undefined || isBounded(order.resource)) return own
    const known = sums.get(ingredient)
    if (known !== undefined) return known
    const sum = sumOf(orders, ingredient)
    sums.set(ingredient, sum)
    return sum
  }
}

function sumOf(orders: readonly Ordered[], ingredient: string): number {
  return orders
    .filter(
      ({ resource, medication }) =>
        medication.ingredients.includes(ingredient) && !isBounded(resource),
    )
    .map((each) => dailyDose(each.resource, each.medication, ingredient) ?? 0)
    .reduce((sum, dose) => sum + dose, 0)
}

function isBounded(resource: unknown): boolean {
  const it = record(resource)
  return (
    record(it?.dispenseRequest)?.validityPeriod !== undefined ||
    list(it?.dosageInstruction).some((step) => {
      const repeat = record(record(record(step)?.timing)?.repeat)
      return Object.keys(repeat ?? {}).some((key) => key.startsWith('bounds') || key === 'count')
    })
  )
}
