import { ageAt, anyOf, codeGroup, isActive, latest, round, shownDay } from '#cds'

/** mg/dL: from here on a statin is recommended without a score (ACC/AHA 2018 and 2026). */
const SEVERE_LDL = 190
const LDL_DAYS = 5 * 365
const DIABETES_AGE = { from: 40, to: 75 }
const ever = { history: true } as const
const ldlCodes = codeGroup('cholesterol-ldl')
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

/** Why a statin is recommended whatever the risk; `undefined` where nothing on file says so. */
export function indicationOf(
  conditions: readonly object[],
  ldl: readonly object[] | undefined,
  now: Date,
): string | undefined {
  if (conditions.some(atherosclerosis)) return 'Atherosclerotic disease'
  const last = latest(ldl, ldlCodes, 'mg/dL', { now, withinDays: LDL_DAYS })
  return last?.usable && last.value >= SEVERE_LDL
    ? `LDL-C ${round(last.value)} mg/dL (${shownDay(last.date)})`
    : undefined
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
