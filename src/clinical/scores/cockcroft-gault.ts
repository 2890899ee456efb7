import { z } from 'zod'
import { codeGroup } from '../codes/groups.ts'
import { latest } from '../readers/latest.ts'
import { defineScore } from '../score.ts'
import { measured, sex } from './inputs.ts'
import { ageInput, reading, sexInput } from './readings.ts'
import { templates } from './templates.ts'
import { total } from './terms.ts'

const YEAR = 365
const creatinineCodes = codeGroup('creatinine')
const bodyWeightCodes = codeGroup('body-weight')

/**
 * Creatinine clearance in mL/min by actual weight, not indexed to body surface: what the labels of
 * many medicines mean by CrCl. The paper's form is `(140 - age) * weight / (72 * creatinine)`, times
 * 0.85 for a woman. A contribution is the natural log of the factor that sets the patient apart from
 * a man of 68 years and 72 kg with 1 mg/dL, whose clearance is 72: `crcl = 72 * exp(sum)`.
 */
export const cockcroftGault = defineScore({
  id: 'cockcroft-gault',
  version: '1.0.0',
  title: 'Creatinine clearance (Cockcroft-Gault)',
  source: {
    label: 'Cockcroft DW, Gault MH. Nephron 1976;16:31-41',
    url: 'https://doi.org/10.1159/000180580',
  },
  maxAgeDays: YEAR,
  inputs: z.object({
    creatinine: measured('mg/dL', 'Serum creatinine', 0.1, 40),
    age: measured('a', 'Age', 18, 120),
    sex,
    weightKg: measured('kg', 'Actual body weight', 20, 400),
  }),
  calculate({ creatinine, age, sex, weightKg }) {
    const contributions = {
      creatinine: Math.log(1 / creatinine),
      age: Math.log((140 - age) / 72),
      sex: sex === 'female' ? Math.log(0.85) : 0,
      weightKg: Math.log(weightKg / 72),
    }
    return { value: { crcl: 72 * Math.exp(total(contributions)), contributions } }
  },
  prefetch: {
    patient: templates.patient,
    creatinine: templates.creatinine,
    weight: templates.weight,
  },
  read: ({ patient, creatinine, weight }, { now }) => ({
    creatinine: reading(latest(creatinine, creatinineCodes, 'mg/dL', { now, withinDays: YEAR })),
    age: ageInput(patient, now),
    sex: sexInput(patient),
    weightKg: reading(latest(weight, bodyWeightCodes, 'kg', { now, withinDays: YEAR })),
  }),
})
