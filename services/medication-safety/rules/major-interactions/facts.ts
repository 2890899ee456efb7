import { ageAt, anyOf, codeGroup, isActive } from '#cds'
import type { Circumstance } from './pairs.ts'

const OLDER = 65
const fibrillation = codeGroup('atrial-fibrillation')
const diabetes = codeGroup('diabetes')
const kidneyOrLiver = anyOf(
  codeGroup('ckd-stage'),
  codeGroup('esrd'),
  codeGroup('dialysis'),
  codeGroup('chronic-liver-disease'),
)

const WORDS: Readonly<Record<Circumstance, string>> = {
  'age-65': `${OLDER} years or older`,
  diabetes: 'diabetes is on file',
  'kidney-or-liver-disease': 'kidney or liver disease is on file',
}

/** What a circumstance reads like on a card. */
export function wordsFor(circumstance: Circumstance): string {
  return WORDS[circumstance]
}

/** Whether a circumstance is the patient's; `undefined` where nothing tells. */
export function holds(
  circumstance: Circumstance,
  patient: unknown,
  conditions: readonly object[] | undefined,
  now: Date,
): boolean | undefined {
  if (circumstance === 'age-65') {
    const age = ageAt(patient, now)
    return age === undefined ? undefined : age >= OLDER
  }
  const group = circumstance === 'diabetes' ? diabetes : kidneyOrLiver
  return conditions?.filter(isActive).some(group)
}

/** Whether atrial fibrillation is certainly not on file; one that has passed may still be what a medicine is for. */
export function isFreeOfFibrillation(conditions: readonly object[] | undefined): boolean {
  return conditions !== undefined && !conditions.some(fibrillation)
}
