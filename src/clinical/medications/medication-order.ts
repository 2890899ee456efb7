import { RXNORM, UCUM } from '../codes/systems.ts'

/** How a medicine is to be taken. */
export interface Directions {
  /** Each dose, in mg. */
  readonly mg: number
  readonly timesPerDay: number
  /** The same in words. */
  readonly directions: string
}

/**
 * An order of a medicine for a suggestion; without directions these are left to whoever signs.
 *
 * @param code RxNorm code
 * @param name as it is shown
 */
export function medicationOrder(code: string, name: string, directions?: Directions) {
  const order = {
    resourceType: 'MedicationRequest',
    medicationCodeableConcept: {
      coding: [{ system: RXNORM, code, display: name }],
      text: name,
    },
  }
  return directions === undefined ? order : { ...order, dosageInstruction: [dosageOf(directions)] }
}

/** Directions as FHIR has them. */
export function dosageOf({ mg, timesPerDay, directions: text }: Directions) {
  const doseQuantity = { value: mg, unit: 'mg', system: UCUM, code: 'mg' }
  const repeat = { frequency: timesPerDay, period: 1, periodUnit: 'd' }
  return { text, timing: { repeat }, doseAndRate: [{ doseQuantity }] }
}
