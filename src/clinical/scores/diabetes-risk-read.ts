import { anyOf } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { type FetchedAll, optional } from '../fetched.ts'
import { medicationClass } from '../medications/classes.ts'
import { contains } from '../medications/contains.ts'
import { currentMedicines, isSystemic } from '../medications/regimen.ts'
import { hasAffectedFirstDegreeRelative } from '../readers/family.ts'
import { latest } from '../readers/latest.ts'
import type { ReadEnv } from '../score.ts'
import { ageInput, onFile, reading, sexInput } from './readings.ts'
import { templates } from './templates.ts'

const BMI_DAYS = 2 * 365
const diabetes = codeGroup('diabetes')
const gestational = codeGroup('gestational-diabetes', { history: true })
const hypertension = codeGroup('hypertension')
const highGlucose = anyOf(codeGroup('prediabetes'), gestational, diabetes)
const bmiCodes = codeGroup('bmi')
const waistCodes = codeGroup('waist-circumference')
const antihypertensive = medicationClass('antihypertensive')

export const diabetesRiskPrefetch = {
  patient: templates.patient,
  conditions: templates.conditions,
  bmi: templates.bmi,
  waist: optional(templates.waist),
  medications: optional(templates.medications),
  family: optional(templates.family),
} as const

type Data = FetchedAll<typeof diabetesRiskPrefetch>

/**
 * How active someone is no chart says in a way that can be trusted: it stays open, and is asked. So is
 * the family, where no parent, sibling or child is recorded with diabetes.
 */
export function readAdaRiskTest(data: Data, { now }: ReadEnv) {
  const { patient, conditions } = data
  const isInFamily = hasAffectedFirstDegreeRelative(data.family ?? [], diabetes, now)
  return {
    age: ageInput(patient, now),
    sex: sexInput(patient),
    gestationalDiabetes: onFile(conditions, gestational, now, 'ever'),
    hypertension: onFile(conditions, hypertension, now),
    bmi: bmiOf(data, now),
    ...(isInFamily ? { firstDegreeRelative: { value: true } } : {}),
  }
}

/** Food and activity are asked; so are "ever" and the family, where a chart can only answer yes. */
export function readFindrisc(data: Data, { now }: ReadEnv) {
  const { patient, conditions, medications, waist } = data
  const isInFamily = hasAffectedFirstDegreeRelative(data.family ?? [], diabetes, now)
  const treated = currentMedicines(medications ?? []).some(
    ({ medication }) => isSystemic(medication) && contains(medication, antihypertensive) === true,
  )
  const { value: wasHigh } = onFile(conditions, highGlucose, now, 'ever')
  return {
    age: ageInput(patient, now),
    sex: sexInput(patient),
    bmi: bmiOf(data, now),
    waistCm: reading(latest(waist, waistCodes, 'cm', { now, withinDays: BMI_DAYS })),
    ...(treated ? { bpMedication: { value: true } } : {}),
    ...(wasHigh ? { everHighGlucose: { value: true } } : {}),
    ...(isInFamily ? { familyHistory: { value: 'first' as const } } : {}),
  }
}

function bmiOf({ bmi }: Data, now: Date) {
  return reading(latest(bmi, bmiCodes, 'kg/m2', { now, withinDays: BMI_DAYS }))
}
