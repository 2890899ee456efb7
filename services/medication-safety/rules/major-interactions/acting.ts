import { endOf, isSystemic, type Medicine, medicationView } from '#cds'
import { meetings } from './pairs.ts'

/** An ended medicine that the table still counts for a while. */
export interface Ended extends Medicine {
  readonly daysAgo: number
}

/** Ended medicines with the day on which they ended; where nothing says it, they do not count here. */
export function endedMedicines(resources: readonly object[], now: Date): readonly Ended[] {
  return resources.flatMap((resource) => {
    const end = endOf(resource, now)
    if (end === undefined) return []
    const medication = medicationView(resource)
    return [{ medication, resource, where: `ended ${end.day}`, daysAgo: end.ago }]
  })
}

/** Those of them that still make a pair with an order. */
export function stillActing(order: Medicine, ended: readonly Ended[]): readonly Medicine[] {
  return ended.filter(
    ({ medication, daysAgo }) =>
      isSystemic(medication) &&
      meetings(order.medication.ingredients, medication.ingredients).some(
        ({ pair }) => pair.afterDays !== undefined && daysAgo <= pair.afterDays,
      ),
  )
}
