import { ageAt, anyOf, codeGroup, codes, isActive, latest, round, SNOMED, shownDay } from '#cds'

/** mg/dL: from here on a statin is recommended without a score (ACC/AHA 2018 and 2026). */
const SEVERE_LDL = 190
const LDL_DAYS = 5 * 365
const HIGH_INTENSITY_TO = 75
const DIABETES_AGE = { from: 40, to: 75 }
const ever = { history: true } as const
const ldlCodes = codeGroup('cholesterol-ldl')
const familial = codeGroup('familial-hypercholesterolaemia')
const diabetes = codeGroup('diabetes')
const atherosclerosis = anyOf(
  codeGroup('myocardial-infarction', ever),
  codeGroup('ischaemic-heart-disease', ever),
  codeGroup('coronary-revascularisation', ever),
  codeGroup('ischaemic-stroke', ever),
  codeGroup('tia-or-stroke-history', ever),
  codeGroup('peripheral-arterial-disease', ever),
  codeGroup('carotid-cerebral-atherosclerosis', ever),
)

// "Peripheral vascular disease" is in the published sets of arterial disease, but covers veins too.
const vascular = codes(SNOMED, ['400047006'])

interface Indication {
  readonly reason: string
  readonly note: string
}

/** Why a statin is recommended whatever the risk; `undefined` where nothing on file says so. */
export function indicationOf(
  conditions: readonly object[],
  ldl: readonly object[] | undefined,
  now: Date,
): Indication | undefined {
  const found = conditions.filter(atherosclerosis)
  if (found.some((each) => !vascular(each))) return { reason: 'Atherosclerotic disease', note: '' }
  const last = latest(ldl, ldlCodes, 'mg/dL', { now, withinDays: LDL_DAYS })
  if (last?.usable && last.value >= SEVERE_LDL)
    return { reason: `LDL-C ${round(last.value)} mg/dL (${shownDay(last.date)})`, note: '' }
  // What treatment or a lucky value hides is there all the same.
  if (conditions.some(familial)) return { reason: 'Familial hypercholesterolaemia', note: '' }
  if (found.length === 0) return undefined
  return {
    reason: 'Peripheral vascular disease',
    note: ' The code on file covers veins too; a statin is for disease of the arteries.',
  }
}

/** How strongly guidelines speak, by age: evidence is thinner above 75 years (ACC/AHA 2018). */
export function adviceAt(age: number | undefined): string {
  return age !== undefined && age > HIGH_INTENSITY_TO
    ? 'Above 75 years a moderate- or high-intensity statin is reasonable to discuss'
    : 'A high-intensity statin is recommended to discuss'
}

/** The age, where diabetes and age alone are a reason. */
export function ageWithDiabetes(
  patient: unknown,
  conditions: readonly object[],
  now: Date,
): number | undefined {
  const age = ageAt(patient, now)
  const isOfAge = age !== undefined && age >= DIABETES_AGE.from && age <= DIABETES_AGE.to
  return isOfAge && conditions.some((each) => isActive(each) && diabetes(each)) ? age : undefined
}
