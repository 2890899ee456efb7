import { ageAt, codeGroup, contains, counts, currentMedicines, ingredients, isActive } from '#cds'

const OLDER = 50
// Choosing Wisely (AAFP, ACP) and ACR: what ends "no imaging in six weeks", as far as it is coded.
const CONDITIONS = [
  ['cancer', codeGroup('colorectal-cancer', { history: true })],
  ['cancer', codeGroup('lung-cancer', { history: true })],
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
  else if (age > OLDER) found.push(`above ${OLDER} years`)
  for (const [name, set] of CONDITIONS)
    if (
      conditions.some(
        (each) => counts(each, now) && set(each) && (name === 'cancer' || isActive(each)),
      )
    )
      found.push(name)
  const current = currentMedicines(medications)
  if (current.some(({ medication }) => contains(medication, steroids) === true))
    found.push('steroids')
  return [...new Set(found)]
}
