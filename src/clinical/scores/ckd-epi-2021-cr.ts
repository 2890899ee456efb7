import { z } from 'zod'
import { codeGroup } from '../codes/groups.ts'
import { latest } from '../readers/latest.ts'
import { defineScore } from '../score.ts'
import { measured, sex } from './inputs.ts'
import { ageOn, reading, sexInput } from './readings.ts'
import { templates } from './templates.ts'
import { bentTerm } from './terms.ts'

const YEAR = 365

/**
 * CKD-EPI 2021 creatinine equation: eGFR in mL/min/{1.73_m2}.
 *
 * @param creatinine mg/dL
 * @param age years
 */
export function calculateEgfr(creatinine: number, age: number, sex: 'female' | 'male'): number {
  const female = sex === 'female'
  const ratio = creatinine / (female ? 0.7 : 0.9)
  return (
    142 *
    Math.min(ratio, 1) ** (female ? -0.241 : -0.302) *
    Math.max(ratio, 1) ** -1.2 *
    0.9938 ** age *
    (female ? 1.012 : 1)
  )
}

/**
 * Estimated GFR for adults; not in pregnancy, acute kidney injury or dialysis. A contribution is the
 * natural log of the factor that the input puts to the equation's 142: `egfr = 142 * exp(sum)`.
 */
export const egfr = defineScore({
  id: 'ckd-epi-2021-cr',
  version: '1.2.0',
  title: 'Estimated GFR (CKD-EPI 2021, creatinine)',
  source: {
    label: 'Inker LA et al. N Engl J Med 2021;385:1737-1749',
    url: 'https://doi.org/10.1056/NEJMoa2102953',
  },
  maxAgeDays: YEAR,
  inputs: z.object({
    creatinine: measured('mg/dL', 'Serum creatinine', 0.1, 40),
    age: measured('a', 'Age', 18, 120),
    sex,
  }),
  calculate({ creatinine, age, sex }) {
    const female = sex === 'female'
    const contributions = {
      creatinine: bentTerm(creatinine, female ? 0.7 : 0.9, female ? -0.241 : -0.302, -1.2),
      age: age * Math.log(0.9938),
      sex: female ? Math.log(1.012) : 0,
    }
    return { value: { egfr: calculateEgfr(creatinine, age, sex), contributions } }
  },
  prefetch: { patient: templates.patient, creatinine: templates.creatinine },
  read({ patient, creatinine }, { now }) {
    const newest = latest(creatinine, codeGroup('creatinine'), 'mg/dL', { now, withinDays: YEAR })
    return {
      creatinine: reading(newest),
      age: ageOn(patient, [newest], now),
      sex: sexInput(patient),
    }
  },
})
