import {
  contains,
  endOf,
  isSystemic,
  type MedicationView,
  type Medicine,
  medicationClass,
  medicationView,
} from '#cds'
import { meetings } from './pairs.ts'

const nitrate = medicationClass('organicNitrate')

/** Whether a medicine acts in the whole body: a nitrate does, in any form (label of sildenafil). */
export function reachesBody(medication: MedicationView): boolean {
  return isSystemic(medication) || contains(medication, nitrate) === true
}

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
      reachesBody(medication) &&
      meetings(order.medication.ingredients, medication.ingredients).some(
        ({ pair }) => pair.afterDays !== undefined && daysAgo <= pair.afterDays,
      ),
  )
}
