import { z } from 'zod'
import { anyOf, codes } from '../codes/code-set.ts'
import { codeGroup } from '../codes/groups.ts'
import { ICD10CM, SNOMED } from '../codes/systems.ts'
import { medicationClass } from '../medications/classes.ts'
import { currentMedicines } from '../medications/regimen.ts'
import { rxnorm } from '../medications/rxnorm.ts'
import { latest } from '../readers/latest.ts'
import { defineScore, type KnownInput, type ReadInput } from '../score.ts'
import { flag, measured } from './inputs.ts'
import { hasKidneyReplacement } from './kidney-replacement.ts'
import { ageInput, onFile } from './readings.ts'
import { takes } from './takes.ts'
import { templates } from './templates.ts'
import { total } from './terms.ts'

/** Major bleeds per 100 patient-years by score; beyond 5 the paper has too few patients. */
const BLEEDS = [1.13, 1.02, 1.88, 3.74, 8.7, 12.5] as const

const YEAR = 365
const ever = { history: true } as const
const systolic = codeGroup('bp-systolic')
const creatinineCodes = codeGroup('creatinine')
const stroke = codeGroup('ischaemic-stroke', ever)
const bleeding = anyOf(codeGroup('gi-bleed', ever), codeGroup('intracranial-haemorrhage', ever))
// Compensated cirrhosis has no group of its own.
const cirrhosis = anyOf(
  codeGroup('liver-disease-severe'),
  codes(SNOMED, ['19943007']),
  codes(ICD10CM, ['K70.30', 'K70.31', 'K74.60', 'K74.69']),
)
const bleeders = anyOf(medicationClass('antiplatelet'), medicationClass('nsaid'))

/**
 * HAS-BLED: risk of major bleeding under anticoagulation, 0 to 9 points. From 3 on it asks to mend what can
 * be mended; it is never a reason by itself to withhold anticoagulation.
 */
export const hasBled = defineScore({
  id: 'has-bled',
  version: '1.1.0',
  title: 'HAS-BLED',
  source: {
    label: 'Pisters R et al. Chest 2010;138:1093-1100',
    url: 'https://doi.org/10.1378/chest.10-0134',
  },
  inputs: z.object({
    uncontrolledHypertensionSbpOver160: flag.meta({ title: 'Systolic pressure above 160 mm[Hg]' }),
    abnormalRenal: flag.meta({ title: 'Dialysis, transplant or creatinine above 2.26 mg/dL' }),
    abnormalLiver: flag.meta({ title: 'Cirrhosis, or bilirubin and enzymes far above normal' }),
    stroke: flag.meta({ title: 'Stroke' }),
    bleedingHistory: flag.meta({ title: 'Bleeding, or a disposition to it' }),
    labileInr: flag.meta({ title: 'Labile INR (warfarin only)' }),
    age: measured('a', 'Age', 18, 120),
    antiplateletOrNsaid: flag.meta({ title: 'Antiplatelet medicine or NSAID' }),
    alcohol8PlusPerWeek: flag.meta({ title: 'Eight or more drinks a week' }),
  }),
  calculate({ age, ...flags }) {
    const contributions = {
      ...Object.fromEntries(Object.entries(flags).map(([name, has]) => [name, Number(has)])),
      age: age > 65 ? 1 : 0,
    }
    const score = total(contributions)
    const rate = BLEEDS[score]
    return {
      value: {
        score,
        highRisk: score >= 3,
        ...(rate === undefined ? {} : { bleedsPer100PatientYears: rate }),
        contributions,
      },
    }
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    medications: templates.medications,
    bloodPressure: templates.bloodPressure,
    creatinine: templates.creatinine,
  },
  // How much someone drinks, and how steady an INR is, no chart says in a way that can be trusted: asked for.
  // So is a liver without cirrhosis on file, since bilirubin and enzymes far above normal are not looked at; and
  // where no bleed of gut or head is on file, other bleeds and what disposes to them (anaemia).
  read({ patient, conditions, medications, bloodPressure, creatinine }, { now }) {
    const options = { now, withinDays: YEAR }
    const views = currentMedicines(medications).map(({ medication }) => medication)
    const replaced = hasKidneyReplacement(conditions, now)
    return {
      uncontrolledHypertensionSbpOver160: above(
        latest(bloodPressure, systolic, 'mm[Hg]', options),
        160,
      ),
      abnormalRenal: replaced
        ? { value: true }
        : above(latest(creatinine, creatinineCodes, 'mg/dL', options), 2.26),
      abnormalLiver: onlyYes(onFile(conditions, cirrhosis, now)),
      stroke: onFile(conditions, stroke, now, 'ever'),
      bleedingHistory: onlyYes(onFile(conditions, bleeding, now, 'ever')),
      labileInr: labileInr(takes(views, rxnorm.warfarin)),
      age: ageInput(patient, now),
      antiplateletOrNsaid: takes(views, bleeders),
    }
  },
})

/** What a chart can tell to be there, and never to be absent. */
function onlyYes(found: KnownInput<boolean>): ReadInput<boolean> {
  return found.value ? found : undefined
}

/** Off warfarin no INR is labile; on it, how steady it is must be asked. */
function labileInr(warfarin: ReturnType<typeof takes>): ReadInput<boolean> {
  return 'value' in warfarin && warfarin.value ? undefined : warfarin
}

function above(measured: ReturnType<typeof latest>, limit: number): ReadInput<boolean> {
  if (measured === undefined) return undefined
  if (!measured.usable) return { unusable: measured.reason }
  const { value, date } = measured
  return { value: value > limit, ...(date === undefined ? {} : { date }) }
}
