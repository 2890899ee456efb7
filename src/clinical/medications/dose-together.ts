import { list, record } from '../codes/record.ts'
import { dailyDose } from './daily-dose.ts'
import type { MedicationView } from './view.ts'

interface Ordered {
  readonly resource: unknown
  readonly medication: MedicationView
}

/**
 * The most of an ingredient a day, in mg, that an order allows together with the other orders of its session: two
 * strengths often build one dose. Orders with a start or end of their own may follow one another and do not add
 * up; one that leaves its dose open adds nothing. `undefined` where the order itself leaves it open.
 *
 * @param ingredient RxNorm code (IN)
 */
export function doseTogether(
  order: Ordered,
  orders: readonly Ordered[],
  ingredient: string,
): number | undefined {
  const own = dailyDose(order.resource, order.medication, ingredient)
  if (own === undefined || isBounded(order.resource)) return own
  return orders
    .filter(
      ({ resource, medication }) =>
        medication.ingredients.includes(ingredient) &&
        resource !== order.resource &&
        !isBounded(resource),
    )
    .map((each) => dailyDose(each.resource, each.medication, ingredient) ?? 0)
    .reduce((sum, dose) => sum + dose, own)
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
