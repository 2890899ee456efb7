import { z } from 'zod'
import { codeGroup } from '../codes/groups.ts'
import { latest } from '../readers/latest.ts'
import { defineScore } from '../score.ts'
import { flag, measured } from './inputs.ts'
import { hasDialysis } from './kidney-replacement.ts'
import { ageInput, reading } from './readings.ts'
import { templates } from './templates.ts'
import { total } from './terms.ts'

const YEAR = 365
const creatinineCodes = codeGroup('creatinine')
const bodyWeightCodes = codeGroup('body-weight')

/**
 * Apixaban in nonvalvular atrial fibrillation, US label 2.1: 2.5 mg twice daily where two of these
 * hold, else 5 mg: 80 years or more, 60 kg or less, creatinine of 1.5 mg/dL or more. On dialysis the
 * kidney criterion is taken as met, which is the label's sentence on it as a secondary source quotes
 * it (one source, the label's own text not read). A contribution is 1 for a criterion that is met.
 * Interacting medicines change the dose further; they are not looked at here.
 */
export const apixabanAfDose = defineScore({
  id: 'apixaban-af-dose',
  version: '1.0.0',
  title: 'Apixaban dose in atrial fibrillation',
  source: {
    label: 'Eliquis, US prescribing information (2025-08)',
    url: 'https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid=7be1f4c1-bb2f-4ded-ae9a-515d2a22f93e',
  },
  maxAgeDays: YEAR,
  inputs: z.object({
    age: measured('a', 'Age', 18, 120),
    weightKg: measured('kg', 'Actual body weight', 20, 400),
    creatinine: measured('mg/dL', 'Serum creatinine', 0.1, 40),
    dialysis: flag.meta({ title: 'Haemodialysis' }).optional(),
  }),
  calculate({ age, weightKg, creatinine, dialysis = false }) {
    const contributions = {
      age: Number(age >= 80),
      weightKg: Number(weightKg <= 60),
      creatinine: Number(!dialysis && creatinine >= 1.5),
      dialysis: Number(dialysis),
    }
    const doseMgTwiceDaily: 2.5 | 5 = total(contributions) >= 2 ? 2.5 : 5
    return { value: { doseMgTwiceDaily, contributions } }
  },
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    creatinine: templates.creatinine,
    weight: templates.weight,
  },
  read: ({ patient, conditions, creatinine, weight }, { now }) => ({
    age: ageInput(patient, now),
    weightKg: reading(latest(weight, bodyWeightCodes, 'kg', { now, withinDays: YEAR })),
    creatinine: reading(latest(creatinine, creatinineCodes, 'mg/dL', { now, withinDays: YEAR })),
    dialysis: { value: hasDialysis(conditions, now) },
  }),
})
