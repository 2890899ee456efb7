import { z } from 'zod'
import { defineScore } from '../score.ts'
import { measured, sex } from './inputs.ts'

const cystatinC = measured('mg/L', 'Serum cystatin C', 0.1, 20)
const age = measured('a', 'Age', 18, 120)

/**
 * Estimated GFR from cystatin C alone, mL/min/{1.73_m2}: max and min of Scys/0.8 to their powers. For
 * adults; thyroid disease, steroids, inflammation and obesity change cystatin C without the kidney.
 */
export const egfrCystatinC = defineScore({
  id: 'ckd-epi-2012-cys',
  version: '1.0.0',
  title: 'Estimated GFR (CKD-EPI 2012, cystatin C)',
  source: {
    label: 'Inker LA et al. N Engl J Med 2012;367:20-29',
    url: 'https://doi.org/10.1056/NEJMoa1114248',
  },
  inputs: z.object({ cystatinC, age, sex }),
  calculate({ cystatinC, age, sex }) {
    const ratio = cystatinC / 0.8
    const female = sex === 'female' ? 0.932 : 1
    const egfr =
      133 * Math.min(ratio, 1) ** -0.499 * Math.max(ratio, 1) ** -1.328 * 0.996 ** age * female
    return { value: { egfr } }
  },
})

/** Estimated GFR from creatinine and cystatin C, mL/min/{1.73_m2}: the most exact of the three. */
export const egfrCreatinineCystatinC = defineScore({
  id: 'ckd-epi-2021-crcys',
  version: '1.0.0',
  title: 'Estimated GFR (CKD-EPI 2021, creatinine and cystatin C)',
  source: {
    label: 'Inker LA et al. N Engl J Med 2021;385:1737-1749',
    url: 'https://doi.org/10.1056/NEJMoa2102953',
  },
  inputs: z.object({
    creatinine: measured('mg/dL', 'Serum creatinine', 0.1, 40),
    cystatinC,
    age,
    sex,
  }),
  calculate({ creatinine, cystatinC, age, sex }) {
    const female = sex === 'female'
    const cr = creatinine / (female ? 0.7 : 0.9)
    const cys = cystatinC / 0.8
    const egfr =
      135 *
      Math.min(cr, 1) ** (female ? -0.219 : -0.144) *
      Math.max(cr, 1) ** -0.544 *
      Math.min(cys, 1) ** -0.323 *
      Math.max(cys, 1) ** -0.778 *
      0.9961 ** age *
      (female ? 0.963 : 1)
    return { value: { egfr } }
  },
})
