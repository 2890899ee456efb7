import { z } from 'zod'
import { codeGroup } from '../codes/groups.ts'
import { latest } from '../readers/latest.ts'
import { defineScore } from '../score.ts'
import { measured, sex } from './inputs.ts'
import { ageOn, reading, sexInput } from './readings.ts'
import { templates } from './templates.ts'
import { bentTerm, total } from './terms.ts'

const YEAR = 365
const cystatinCCodes = codeGroup('cystatin-c')

/**
 * Estimated GFR from cystatin C alone for adults, in mL/min/{1.73_m2}; not in pregnancy, acute kidney
 * injury or dialysis. A contribution is the natural log of the factor that the input puts to the
 * equation's 133: `egfr = 133 * exp(sum)`.
 */
export const egfrCystatin = defineScore({
  id: 'ckd-epi-2012-cys',
  version: '1.1.0',
  title: 'Estimated GFR (CKD-EPI 2012, cystatin C)',
  source: {
    label: 'Inker LA et al. N Engl J Med 2012;367:20-29',
    url: 'https://doi.org/10.1056/NEJMoa1114248',
  },
  maxAgeDays: YEAR,
  inputs: z.object({
    cystatinC: measured('mg/L', 'Serum cystatin C', 0.1, 20),
    age: measured('a', 'Age', 18, 120),
    sex,
  }),
  calculate({ cystatinC, age, sex }) {
    const contributions = {
      cystatinC: bentTerm(cystatinC, 0.8, -0.499, -1.328),
      age: age * Math.log(0.996),
      sex: sex === 'female' ? Math.log(0.932) : 0,
    }
    return { value: { egfr: 133 * Math.exp(total(contributions)), contributions } }
  },
  prefetch: { patient: templates.patient, cystatinC: templates.cystatinC },
  read({ patient, cystatinC }, { now }) {
    const newest = latest(cystatinC, cystatinCCodes, 'mg/L', { now, withinDays: YEAR })
    return {
      cystatinC: reading(newest),
      age: ageOn(patient, [newest], now),
      sex: sexInput(patient),
    }
  },
})
