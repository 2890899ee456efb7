import { anyOf, type CodeSet, codes } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { LOINC } from '../codes/systems.ts'
import { type FetchedAll, optional } from '../fetched.ts'
import { medicationClass } from '../medications/classes.ts'
import { contains } from '../medications/contains.ts'
import { medicationView } from '../medications/view.ts'
import { latest } from '../readers/latest.ts'
import { ageAt, sexOf } from '../readers/patient.ts'
import { smokingStatus } from '../readers/smoking.ts'
import { isActive } from '../readers/status.ts'
import type { ReadEnv, ReadInput } from '../score.ts'
import { calculateEgfr } from './ckd-epi-2021-cr.ts'
import { fact, reading } from './readings.ts'
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
const reportedEgfr = codes(LOINC, ['98979-8'])
const diabetes = codeGroup('diabetes')
// PREVENT was derived without coronary disease, stroke and heart failure; a history counts.
const priorCvd = anyOf(
  codeGroup('ischaemic-heart-disease', { history: true }),
  codeGroup('myocardial-infarction', { history: true }),
  codeGroup('coronary-revascularisation', { history: true }),
  codeGroup('ischaemic-stroke', { history: true }),
  codeGroup('tia-or-stroke-history', { history: true }),
  codeGroup('heart-failure', { history: true }),
)

/** Reads PREVENT's inputs from the chart; the newest result of each decides. */
export function readPrevent(data: FetchedAll<PreventPrefetch>, { now }: ReadEnv) {
  const { patient, conditions, medications } = data
  const within = (withinDays: number) => ({ now, withinDays })
  const age = ageAt(patient, now)
  const sex = sexOf(patient)
  return {
    age: fact(age, 'a'),
    sex: fact(sex),
    totalCholesterol: reading(latest(data.lipids, totalCholesterol, 'mg/dL', within(LIPID_DAYS))),
    hdl: reading(latest(data.lipids, hdl, 'mg/dL', within(LIPID_DAYS))),
    sbp: reading(latest(data.bloodPressure, systolic, 'mm[Hg]', within(YEAR))),
    bmi: reading(latest(data.bmi, codeGroup('bmi'), 'kg/m2', within(BMI_DAYS))),
    egfr: readEgfr(data, age, sex, now),
    diabetes: fact(conditions.some((condition) => isActive(condition) && diabetes(condition))),
    priorCvd: fact(conditions.some(priorCvd)),
    smoker: smokingStatus(data.smoking, now),
    antihypertensive: takes(medications, medicationClass('antihypertensive')),
    statin: takes(medications, medicationClass('statin')),
    hba1c: reading(latest(data.hba1c, codeGroup('hba1c'), '%', within(YEAR))),
    uacr: reading(latest(data.uacr, codeGroup('uacr'), 'mg/g', within(YEAR))),
  }
}

/** A laboratory's own CKD-EPI 2021 value is preferred over recomputing. */
function readEgfr(
  data: FetchedAll<PreventPrefetch>,
  age: number | undefined,
  sex: 'female' | 'male' | undefined,
  now: Date,
): ReadInput<number> {
  const unit = 'mL/min/{1.73_m2}'
  const reported = reading(latest(data.egfr, reportedEgfr, unit, { now, withinDays: YEAR }))
  if (reported !== undefined && 'value' in reported) return reported
  const creatinine = reading(
    latest(data.creatinine, codeGroup('creatinine'), 'mg/dL', { now, withinDays: YEAR }),
  )
  if (creatinine === undefined || 'unusable' in creatinine) return creatinine
  if (age === undefined || sex === undefined) return undefined
  return { ...creatinine, value: calculateEgfr(creatinine.value, age, sex), unit }
}

/** Whether an active medicine is of the class. One that nobody can identify leaves a "no" open. */
function takes(medications: readonly unknown[], set: CodeSet): ReadInput<boolean> {
  const answers = medications
    .filter(isActive)
    .map((medication) => contains(medicationView(medication), set))
  if (answers.includes(true)) return { value: true }
  if (!answers.includes(undefined)) return { value: false }
  return {
    unusable: { code: 'medicine-unknown', text: 'an active medicine could not be identified' },
  }
}
