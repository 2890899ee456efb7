import { anyOf } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { type FetchedAll, optional } from '../fetched.ts'
import { medicationClass } from '../medications/classes.ts'
import { currentMedicines } from '../medications/regimen.ts'
import { latest } from '../readers/latest.ts'
import { smokingStatus } from '../readers/smoking.ts'
import { counts, isActive } from '../readers/status.ts'
import type { ReadEnv } from '../score.ts'
import { readEgfr } from './egfr-reading.ts'
import { ageInput, reading, sexInput } from './readings.ts'
import { takes } from './takes.ts'
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

/**
 * Reads PREVENT's inputs from the chart; the newest result of each decides. A condition, past or
 * present, that is not on file counts as absent; a medicine that nobody can identify does not.
 */
export function readPrevent(data: FetchedAll<PreventPrefetch>, { now }: ReadEnv) {
  const { patient } = data
  const medicines = currentMedicines(data.medications).map(({ medication }) => medication)
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
