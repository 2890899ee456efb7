import {
  anyOf,
  codeGroup,
  contains,
  isActive,
  isSystemic,
  latest,
  type Medicine,
  medicationClass,
  round,
} from '#cds'

const YEAR = 365
const SEVERE = 160
const ever = { history: true } as const
const systolic = codeGroup('bp-systolic')
const antiplatelet = medicationClass('antiplatelet')
const nsaid = medicationClass('nsaid')
const bled = anyOf(codeGroup('gi-bleed', ever), codeGroup('intracranial-haemorrhage', ever))

/** What raises the risk of bleeding and could be mended, in words; what nothing tells is left out. */
export function bleedingFactors(
  conditions: readonly object[],
  current: readonly Medicine[],
  bloodPressure: readonly object[] | undefined,
  now: Date,
): readonly string[] {
  const found: string[] = []
  const pressure = latest(bloodPressure, systolic, 'mm[Hg]', { now, withinDays: YEAR })
  if (pressure?.usable === true && pressure.value > SEVERE)
    found.push(`systolic pressure ${round(pressure.value)} mmHg (${pressure.date?.slice(0, 10)})`)
  for (const { medication } of current)
    if (
      isSystemic(medication) &&
      [antiplatelet, nsaid].some((set) => contains(medication, set) === true)
    )
      found.push(medication.name)
  if (conditions.some(bled)) found.push('an earlier bleed')
  return found
}

const fibrillation = codeGroup('atrial-fibrillation')

/** Atrial fibrillation or flutter that is there now. */
export function hasFibrillation(conditions: readonly object[]): boolean {
  return conditions.some((each) => isActive(each) && fibrillation(each))
}
