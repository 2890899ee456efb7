import { type JsonRecord, list, record, text } from '../codes/record.ts'
import { dispensedFor } from './dispensed.ts'
import { lowerProduct } from './lower-product.ts'
import { type Directions, dosageOf, medicationOrder } from './medication-order.ts'
import { type PlainStep, plainStep } from './plain-step.ts'
import type { MedicationView } from './view.ts'

/** A dose that a label or guideline states, and a product that gives it. */
export interface Regimen extends Directions {
  /** RxNorm code. */
  readonly code: string
  /** The product as it is shown. */
  readonly text: string
  /** The only ordered dose that it may take the place of; absent: of any that makes more a day. */
  readonly from?: { readonly mg: number; readonly timesPerDay: number }
}

/** An order as it is after a change, with words for the change. */
export interface ChangedOrder<R> {
  readonly label: string
  readonly resource: R
}

/**
 * A draft order with the lower doses that may take the place of its own: one for each that does, none where the
 * order leaves anything open. Only dose, times and product change; id, status and subject stay. The product stays
 * where whole units of it make the new dose; else it becomes that of the regimen, in the same form.
 *
 * @param ingredient RxNorm code (IN) that the doses are of
 */
export function loweredOrders<R extends object>(
  { resource, medication }: { readonly resource: R; readonly medication: MedicationView },
  ingredient: string,
  regimens: readonly Regimen[],
): readonly ChangedOrder<R>[] {
  const order = record(resource)
  const [coding] = list(record(order?.medicationCodeableConcept)?.coding)
  if (order?.status !== 'draft' || typeof order.id !== 'string') return []
  // A client takes the medicine of a suggestion by its first coding.
  if (text(record(coding)?.code) === undefined) return []
  return regimens.flatMap((to) => {
    const step = plainStep(order, medication, ingredient, to.directions)
    if (step === undefined || !takesPlaceOf(to, step)) return []
    const changes = changesOf(order, medication, step, to)
    if (changes === undefined) return []
    const { text: _narrative, renderedDosageInstruction: _rendered, ...rest } = order
    // An R with other values in fields that an R may have; what told the old dose in words is left out.
    const changed = { ...rest, ...changes } as unknown as R
    return [{ label: `Reduce to ${to.directions}`, resource: changed }]
  })
}

function takesPlaceOf({ mg, timesPerDay, from }: Regimen, ordered: PlainStep): boolean {
  return from === undefined
    ? mg * timesPerDay < ordered.mg * ordered.timesPerDay
    : from.mg === ordered.mg && from.timesPerDay === ordered.timesPerDay
}

function changesOf(
  order: JsonRecord,
  medication: MedicationView,
  step: PlainStep,
  to: Regimen,
): JsonRecord | undefined {
  const product = lowerProduct(medication, to)
  if (product === undefined) return undefined
  const ratio = (to.mg * to.timesPerDay) / (step.mg * step.timesPerDay)
  const dispensed = dispensedFor(order, ratio, product)
  if (dispensed === undefined) return undefined
  return {
    medicationCodeableConcept: product.isSame
      ? { ...record(order.medicationCodeableConcept), text: product.text }
      : medicationOrder(product.code, product.text).medicationCodeableConcept,
    dosageInstruction: [{ ...step.kept, ...dosageOf(to) }],
    ...dispensed,
  }
}
