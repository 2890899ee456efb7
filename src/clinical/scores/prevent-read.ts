import { anyOf, type CodeSet, codes } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { LOINC } from '../codes/systems.ts'
import { type FetchedAll, optional } from '../fetched.ts'
import { medicationClass } from '../medications/classes.ts'
import { contains } from '../medications/contains.ts'
import { type MedicationView, medicationView } from '../medications/view.ts'
import { latest } from '../readers/latest.ts'
import { smokingStatus } from '../readers/smoking.ts'
import { counts, isActive } from '../readers/status.ts'
import { type ReadEnv, type ReadInput, runScore } from '../score.ts'
import { egfr } from './ckd-epi-2021-cr.ts'
import { ageInput, reading, sexInput } from './readings.ts'
import { templates } from './templates.ts'

// How far back a result counts; product choices.
const YEAR = 365
const LIPID_DAYS = 5 * YEAR
const BMI_DAYS = 2 * YEAR

/** What PREVENT reads. Add-ons are optional: without them the base model answers. */
export const preventPrefetch = {
  patient: templates.patient,
  conditions: templates.conditions,
  medications: templates.medications,
  lipids: templates.lipids,
  bloodPressure: templates.bloodPressure,
  smoking: templates.smoking,
  creatinine: templates.creatinine,
  egfr: optional(templates.egfr),
  bmi: optional(templates.bmi),
  hba1c: optional(templates.hba1c),
  uacr: optional(templates.uacr),
} as const

export type PreventPrefetch = typeof preventPrefetch

const totalCholesterol = codeGroup('cholesterol-total')
const hdl = codeGroup('cholesterol-hdl')
const systolic = codeGroup('bp-systolic')
const EGFR_UNIT = 'mL/min/{1.73_m2}'
const reportedEgfr = codes(LOINC, ['98979-8'])
const diabetes = codeGroup('diabetes')
// PREVENT was derived without coronary disease, stroke and heart failure; a history counts.
const priorCvd = anyOf(
  codeGroup('ischaemic-heart-disease', { history: true }),
  codeGroup('myocardial-infarction', { history: true }),
  codeGroup('coronary-revascularisation', { history: true }),
  codeGroup('ischaemic-stroke', { history: true }),
  codeGroup('intracranial-haemorrhage', { history: true }),
  codeGroup('tia-or-stroke-history', { history: true }),
  codeGroup('heart-failure', { history: true }),
)
const statin = medicationClass('statin')
const antihypertensive = medicationClass('antihypertensive')
// Timolol eye drops and minoxidil on the scalp do not treat blood pressure.
const LOCAL_ROUTES: ReadonlySet<string | undefined> = new Set(['ophthalmic', 'otic', 'topical'])

/**
 * Reads PREVENT's inputs from the chart; the newest result of each decides. A condition, past or
 * present, that is not on file counts as absent; a medicine that nobody can identify does not.
 */
export function readPrevent(data: FetchedAll<PreventPrefetch>, { now }: ReadEnv) {
  const { patient } = data
  const medicines = data.medications.filter(isActive).map((each) => medicationView(each))
  const conditions = data.conditions.filter((condition) => counts(condition, now))
  const within = (withinDays: number) => ({ now, withinDays })
  const isDiabetic = conditions.some((condition) => diabetes(condition) && isActive(condition))
  return {
    age: ageInput(patient, now),
    sex: sexInput(patient),
    totalCholesterol: reading(latest(data.lipids, totalCholesterol, 'mg/dL', within(LIPID_DAYS))),
    hdl: reading(latest(data.lipids, hdl, 'mg/dL', within(LIPID_DAYS))),
    sbp: reading(latest(data.bloodPressure, systolic, 'mm[Hg]', within(YEAR))),
    bmi: reading(latest(data.bmi, codeGroup('bmi'), 'kg/m2', within(BMI_DAYS))),
    egfr: readEgfr(data, now),
    diabetes: { value: isDiabetic },
    priorCvd: { value: conditions.some(priorCvd) },
    smoker: smokingStatus(data.smoking, now),
    antihypertensive: takes(medicines, antihypertensive),
    statin: takes(medicines, statin),
    hba1c: reading(latest(data.hba1c, codeGroup('hba1c'), '%', within(YEAR))),
    uacr: reading(latest(data.uacr, codeGroup('uacr'), 'mg/g', within(YEAR))),
  }
}

/** The newer of a laboratory's own CKD-EPI 2021 value and one from creatinine; of one day, the former. */
function readEgfr(data: FetchedAll<PreventPrefetch>, now: Date): ReadInput<number> {
  const reported = reading(latest(data.egfr, reportedEgfr, EGFR_UNIT, { now, withinDays: YEAR }))
  const computed = computedEgfr(data, now)
  if (computed === undefined) return reported
  if (reported === undefined || 'unusable' in reported) return computed
  // A newer creatinine that cannot be used does not bring the older figure down.
  if ('unusable' in computed) return reported
  const dayOf = ({ date = '' }: { readonly date?: string }) => date.slice(0, 10)
  return dayOf(computed) > dayOf(reported) ? computed : reported
}

function computedEgfr(data: FetchedAll<PreventPrefetch>, now: Date): ReadInput<number> {
  const { creatinine, age, sex } = egfr.read?.(data, { now }) ?? {}
  if (creatinine === undefined) return undefined
  if ('unusable' in creatinine) return creatinine
  // Without age or sex there is no PREVENT either; those inputs say why.
  if (age === undefined || 'unusable' in age || sex === undefined || 'unusable' in sex)
    return undefined
  const inputs = { creatinine: creatinine.value, age: age.value, sex: sex.value }
  const result = runScore(egfr, inputs)
  if ('value' in result) return { ...creatinine, value: result.value.egfr, unit: EGFR_UNIT }
  const [reason] = result.notCalculable
  return reason === undefined ? undefined : { unusable: reason }
}

/** Whether an active medicine is of the class. One that nobody can identify leaves a "no" open. */
function takes(views: readonly MedicationView[], set: CodeSet): ReadInput<boolean> {
  if (views.some((view) => !LOCAL_ROUTES.has(view.route) && contains(view, set)))
    return { value: true }
  if (views.every(({ state }) => state === 'known')) return { value: false }
  return {
    unusable: { code: 'medicine-unknown', text: 'an active medicine could not be identified' },
  }
}
