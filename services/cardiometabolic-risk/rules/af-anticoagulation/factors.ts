import {
  anyOf,
  codeGroup,
  codes,
  codingsOf,
  contains,
  ICD10CM,
  isActive,
  isSystemic,
  latest,
  type Medicine,
  medicationClass,
  round,
  SNOMED,
} from '#cds'

const YEAR = 365
const SEVERE = 160
const ever = { history: true } as const
const systolic = codeGroup('bp-systolic')
const bleeder = anyOf(medicationClass('antiplatelet'), medicationClass('nsaid'))
const bled = anyOf(codeGroup('gi-bleed', ever), codeGroup('intracranial-haemorrhage', ever))

// Abuse and dependence, without codes of a state that is over.
const alcohol = anyOf(
  codes(SNOMED, ['7200002', '15167005', '66590003']),
  codes(ICD10CM, ['F10.10', 'F10.20']),
)

/** What raises the risk of bleeding, by the items of HAS-BLED; what nothing tells is left out. */
export interface BleedingFactors {
  /** What can be mended, in words. */
  readonly mendable: readonly string[]
  readonly hasBled: boolean
}

/** Reads them from the chart; without an anticoagulant there is no INR that could be labile. */
export function bleedingFactors(
  conditions: readonly object[],
  current: readonly Medicine[],
  bloodPressure: readonly object[] | undefined,
  now: Date,
): BleedingFactors {
  const mendable: string[] = []
  const pressure = latest(bloodPressure, systolic, 'mm[Hg]', { now, withinDays: YEAR })
  if (pressure?.usable === true && pressure.value > SEVERE)
    mendable.push(
      `systolic pressure ${round(pressure.value)} mmHg (${pressure.date?.slice(0, 10)})`,
    )
  const medicines = current
    .filter(({ medication }) => isSystemic(medication) && contains(medication, bleeder) === true)
    .map(({ medication }) => medication.name)
  mendable.push(...new Set(medicines.toSorted()))
  if (conditions.some((each) => isActive(each) && alcohol(each)))
    mendable.push('alcohol use disorder')
  return { mendable, hasBled: conditions.some(bled) }
}

const fibrillation = codeGroup('atrial-fibrillation')

/** Atrial fibrillation or flutter that is there now. */
export function hasFibrillation(conditions: readonly object[]): boolean {
  return conditions.some((each) => isActive(each) && fibrillation(each))
}

const brainBleed = codeGroup('intracranial-haemorrhage', ever)
// Beside the group, which is of strokes: bleeds under and outside of the dura, and those of an injury.
const BLEED = /^(?:I6[0-2]\.|S06\.(?:3[4-8]|[4-6]))/

/** A bleed in the head, now or in the past, also of an injury. */
export function hadBrainBleed(condition: object): boolean {
  return (
    brainBleed(condition) ||
    codingsOf(condition).some(({ system, code }) => system === ICD10CM && BLEED.test(code))
  )
}

const VALVES = [
  [
    'mitral stenosis',
    anyOf(codes(ICD10CM, ['I05.0', 'I05.2', 'I34.2', 'Q23.2']), codes(SNOMED, ['79619009'])),
  ],
  ['a valve prosthesis', codes(ICD10CM, ['Z95.2'])],
] as const

/** What on file speaks against a DOAC, if it is a mechanical valve or more than mild stenosis. */
export function valveOf(conditions: readonly object[]): string | undefined {
  return VALVES.find(([, set]) => conditions.some((each) => isActive(each) && set(each)))?.[0]
}
