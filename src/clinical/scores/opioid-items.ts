import { anyOf, codeKey } from '../codes/code-set.ts'
import { RXNORM } from '../codes/systems.ts'
import { medicationClass } from '../medications/classes.ts'
import { contains } from '../medications/contains.ts'
import { isSequence, milligrams, strengthOf } from '../medications/daily-dose.ts'
import { type Dosage, dosages } from '../medications/dosage.ts'
import { currentMedicines, type Medicine } from '../medications/regimen.ts'
import { ingredients } from '../medications/rxnorm.ts'
import { type Amount, ingredientName, lookupRxnorm } from '../medications/table.ts'
import type { MedicationView } from '../medications/view.ts'
import type { ReadInput, Reason } from '../score.ts'

/** The patch of fentanyl, which counts by its rate and not by doses. */
export const FENTANYL_PATCH = 'fentanyl_tdermal_mcg_h'

/** One opioid that is taken: a dose by mouth and how often a day, or the rate of a patch. */
export interface OpioidItem {
  readonly drug: string
  readonly route?: string | undefined
  readonly doseMg?: number | undefined
  readonly perDay?: number | undefined
  readonly mcgPerHour?: number | undefined
  readonly asNeeded?: boolean | undefined
}

const FENTANYL = '4337'
const BUPRENORPHINE = '1819'
// Opioids of RxNorm beyond the class: dihydrocodeine, pentazocine, nalbuphine, opium, sufentanil,
// remifentanil, alfentanil, oliceridine. None has a factor; to pass them over would read as less.
const opioid = anyOf(
  medicationClass('opioid'),
  ingredients(['23088', '8001', '7238', '7676', '56795', '73032', '480', '2392230']),
)

const MEDICINE_UNKNOWN: Reason = {
  code: 'medicine-unknown',
  text: 'an active medicine could not be identified',
}
const DOSE_UNCLEAR: Reason = {
  code: 'dose-unclear',
  text: 'the directions of an opioid do not give its dose of a day',
}

/** The opioids that someone takes. */
export interface Opioids {
  readonly items: readonly OpioidItem[]
  /** Why there may be more than the items say; empty where they are all. */
  readonly open: readonly Reason[]
}

/**
 * The opioids among medicines, each with the most that its directions allow. Buprenorphine, which has
 * no equivalent, is passed over. A medicine that is not identified, or directions that leave a dose
 * open, are named and never counted as nothing.
 */
export function opioidsOf(
  medicines: readonly Pick<Medicine, 'medication' | 'resource'>[],
): Opioids {
  const items: OpioidItem[] = []
  const open: Reason[] = []
  for (const { medication, resource } of medicines) {
    const isOpioid = contains(medication, opioid)
    if (isOpioid === undefined) open.push(MEDICINE_UNKNOWN)
    if (isOpioid !== true || medication.ingredients.includes(BUPRENORPHINE)) continue
    const found = itemsOf(resource, medication)
    if (found === undefined) open.push(DOSE_UNCLEAR)
    else items.push(...found)
  }
  return { items, open }
}

/** The opioids among the active orders, as the score reads them; `undefined` where there is none. */
export function opioidItems(medications: readonly unknown[]): ReadInput<OpioidItem[]> {
  const { items, open } = opioidsOf(currentMedicines(medications))
  const [reason] = open
  if (reason !== undefined) return { unusable: reason }
  return items.length === 0 ? undefined : { value: [...items] }
}

/** What one order adds; `undefined` where its directions leave the dose open. */
function itemsOf(order: unknown, view: MedicationView): readonly OpioidItem[] | undefined {
  const product = view.code === undefined ? undefined : lookupRxnorm(view.code)
  const code = product?.ingredients.find((each) => opioid.keys.has(codeKey(RXNORM, each)))
  const name = code === undefined ? undefined : ingredientName(code)
  if (product === undefined || code === undefined || name === undefined) return undefined
  const strength = strengthOf(view, code)
  const steps = dosages(order)
  if (isSequence(steps)) return undefined
  if (code === FENTANYL && view.route === 'transdermal') return patches(steps, strength?.amount)
  // An opioid or route without a factor needs no dose: the total is unknown whatever it is.
  if (view.route === undefined) return undefined
  if (view.route !== 'oral' || code === FENTANYL) return [{ drug: name, route: view.route }]
  const items: OpioidItem[] = []
  for (const step of steps) {
    const doseMg = milligrams(step, strength)
    if (doseMg === undefined || step.perDay === undefined) return undefined
    const { perDay, asNeeded } = step
    items.push({ drug: name, route: view.route, doseMg, perDay, asNeeded })
  }
  return items.length === 0 ? undefined : items
}

/** Patches are worn, not taken so often a day: the rate of one, times those put on at once. */
function patches(
  steps: readonly Dosage[],
  strength: Amount | undefined,
): readonly OpioidItem[] | undefined {
  const [value, unit] = strength ?? []
  if (typeof value !== 'number' || unit !== 'MG/HR' || steps.length > 1) return undefined
  const dose = steps[0]?.dose
  if (dose !== undefined && dose.unit !== 'each') return undefined
  const mcgPerHour = value * 1000 * (dose?.value ?? 1)
  return [{ drug: FENTANYL_PATCH, route: 'transdermal', mcgPerHour }]
}
