import {
  ageAt,
  codeGroup,
  contains,
  currentMedicines,
  ingredients,
  isActive,
  isCancer,
  isSystemic,
  type MedicationView,
} from '#cds'

const OLDER = 50
const ADULT = 18
// Choosing Wisely (AAFP, ACP) and ACR: what ends "no imaging in six weeks", as far as it is coded.
const CONDITIONS = [
  ['osteoporosis', codeGroup('osteoporosis')],
  ['HIV', codeGroup('hiv')],
  ['frailty', codeGroup('frailty')],
  ['a fall', codeGroup('falls')],
] as const
// Prednisone, prednisolone, methylprednisolone, dexamethasone, hydrocortisone.
const steroids = ingredients(['8640', '8638', '6902', '3264', '5492'])

/** The red flags that a chart shows, in words; `undefined` age is not taken for young. */
export function redFlags(
  patient: unknown,
  conditions: readonly object[],
  medications: readonly object[],
  now: Date,
): readonly string[] {
  const age = ageAt(patient, now)
  const found: string[] = []
  if (age === undefined) found.push('age unknown')
  else if (age < ADULT) found.push(`below ${ADULT} years`)
  else if (age > OLDER) found.push(`above ${OLDER} years`)
  for (const [name, set] of CONDITIONS)
    if (conditions.some((each) => set(each) && isActive(each))) found.push(name)
  if (conditions.some(isCancer)) found.push('cancer')
  if (currentMedicines(medications).some(({ medication }) => isSteroid(medication)))
    found.push('steroids')
  return found
}

/** An ointment or eye drops weaken no bone and no defence. */
function isSteroid(medication: MedicationView): boolean {
  return isSystemic(medication) && contains(medication, steroids) === true
}

/** What of the medicines nobody could look at, as a sentence for the card; empty where nothing. */
export function unseenMedicines(
  medications: readonly object[] | undefined,
  isPartial: boolean,
): string {
  if (medications === undefined)
    return ' Medicines (steroids, immunosuppression) could not be looked at.'
  const isUnseen = currentMedicines(medications).some(
    ({ medication }) => medication.state === 'unknown',
  )
  return isPartial || isUnseen
    ? ' Not all medicines (steroids, immunosuppression) could be looked at.'
    : ''
}
