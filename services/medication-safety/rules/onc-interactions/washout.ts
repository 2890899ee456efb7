import { contains, daysBefore, instantOf, medicationClass, medicationView, rxnorm } from '#cds'
import type { Medicine } from './pairs.ts'

// Labels: 14 days after an MAO inhibitor, five weeks after fluoxetine.
const MAOI_DAYS = 14
const FLUOXETINE_DAYS = 35

const maoi = medicationClass('maoi')

/**
 * Ended medicines that still act: MAO inhibitors and fluoxetine. The end is the last day that the
 * order says it ran to, or, where it says none, the day it was written.
 */
export function stillActing(ended: readonly object[], now: Date): readonly Medicine[] {
  return ended.flatMap((resource) => {
    const medication = medicationView(resource)
    const days = contains(medication, maoi)
      ? MAOI_DAYS
      : contains(medication, rxnorm.fluoxetine)
        ? FLUOXETINE_DAYS
        : 0
    const end = endOf(resource)
    const ago = end === undefined ? undefined : daysBefore(end, now)
    if (days === 0 || ago === undefined || ago > days) return []
    return [{ medication, where: `ended ${end?.slice(0, 10)}, still acting for ${days} days` }]
  })
}

interface Dated {
  readonly authoredOn?: string
  readonly dispenseRequest?: { readonly validityPeriod?: { readonly end?: string } }
  readonly dosageInstruction?: readonly {
    readonly timing?: { readonly repeat?: { readonly boundsPeriod?: { readonly end?: string } } }
  }[]
}

function endOf(resource: object): string | undefined {
  // Fields of a MedicationRequest; whatever else stands there is no date and falls out below.
  const { authoredOn, dispenseRequest, dosageInstruction } = resource as Dated
  const end =
    dosageInstruction?.[0]?.timing?.repeat?.boundsPeriod?.end ??
    dispenseRequest?.validityPeriod?.end ??
    authoredOn
  return typeof end === 'string' && instantOf(end) !== undefined ? end : undefined
}
