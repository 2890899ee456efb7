import { type Dosage, dosages } from './dosage.ts'
import { type Amount, lookupRxnorm } from './table.ts'
import type { MedicationView } from './view.ts'

/**
 * The most of an ingredient that an order allows a day, in mg. `undefined` where the order or the
 * strength of its product leaves it open, or where steps follow one another: never a guess.
 *
 * @param ingredient RxNorm code (IN)
 */
export function dailyDose(
  order: unknown,
  medication: MedicationView,
  ingredient: string,
): number | undefined {
  const steps = dosages(order)
  if (steps.length === 0 || isSequence(steps)) return undefined
  const strength = strengthOf(medication, ingredient)
  let sum = 0
  for (const step of steps) {
    const mg = milligrams(step, strength)
    if (mg === undefined || step.perDay === undefined) return undefined
    sum += mg * step.perDay
  }
  return sum
}

/** A medicine with the order that says how it is taken. */
interface Taken {
  readonly resource: unknown
  readonly medication: MedicationView
}

/** The daily dose of an ingredient, by the first of some medicines that has it. */
export function doseAmong(ingredient: string, medicines: readonly Taken[]): number | undefined {
  const found = medicines.find(({ medication }) => medication.ingredients.includes(ingredient))
  return found && dailyDose(found.resource, found.medication, ingredient)
}

/** Whether steps follow one another, so that no one day has them all. */
export function isSequence(steps: readonly Dosage[]): boolean {
  return new Set(steps.map(({ sequence }) => sequence ?? 1)).size > 1
}

/** How much of an ingredient one unit or millilitre of a product holds. */
export interface Strength {
  readonly amount?: Amount
  /** The product has no other ingredient, so that milligrams can only be its own. */
  readonly isAlone: boolean
}

/** The strength of an identified product; `undefined` also where the ingredient is not in it. */
export function strengthOf({ code }: MedicationView, ingredient: string): Strength | undefined {
  const product = code === undefined ? undefined : lookupRxnorm(code)
  if (product?.ingredients.includes(ingredient) !== true) return undefined
  const amount = product.strength?.[product.ingredients.indexOf(ingredient)] ?? undefined
  return {
    isAlone: product.ingredients.length === 1,
    ...(amount === undefined ? {} : { amount }),
  }
}

/** What is taken at once, in mg of the ingredient. */
export function milligrams({ dose }: Dosage, strength: Strength | undefined): number | undefined {
  if (dose === undefined || strength === undefined) return undefined
  // Milligrams of a compound may be those of its other part.
  if (dose.unit === 'mg') return strength.isAlone ? dose.value : undefined
  const [value, unit] = strength.amount ?? []
  const per = dose.unit === 'each' ? 'MG' : 'MG/ML'
  return typeof value === 'number' && unit === per ? dose.value * value : undefined
}
