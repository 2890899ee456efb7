import { z } from 'zod'
import { codeGroup } from '../codes/groups.ts'
import { latest } from '../readers/latest.ts'
import { defineScore } from '../score.ts'
import { measured, sex } from './inputs.ts'
import { ageOn, reading, sexInput } from './readings.ts'
import { templates } from './templates.ts'
import { bentTerm, total } from './terms.ts'

const YEAR = 365
const creatinineCodes = codeGroup('creatinine')
const cystatinCCodes = codeGroup('cystatin-c')

/**
 * Estimated GFR from creatinine and cystatin C for adults, in mL/min/{1.73_m2}; not in pregnancy,
 * acute kidney injury or dialysis. A contribution is the natural log of the factor that the input
 * puts to the equation's 135: `egfr = 135 * exp(sum)`.
 */
export const egfrCreatinineCystatin = defineScore({
  id: 'ckd-epi-2021-crcys',
  version: '1.1.0',
  title: 'Estimated GFR (CKD-EPI 2021, creatinine and cystatin C)',
  source: {
    label: 'Inker LA et al. N Engl J Med 2021;385:1737-1749',
    url: 'https://doi.org/10.1056/NEJMoa2102953',
  },
  maxAgeDays: YEAR,
  inputs: z.object({
    creatinine: measured('mg/dL', 'Serum creatinine', 0.1, 40),
    cystatinC: measured('mg/L', 'Serum cystatin C', 0.1, 20),
    age: measured('a', 'Age', 18, 120),
    sex,
  }),
  calculate({ creatinine, cystatinC, age, sex }) {
    const female = sex === 'female'
    const contributions = {
      creatinine: bentTerm(creatinine, female ? 0.7 : 0.9, female ? -0.219 : -0.144, -0.544),
      cystatinC: bentTerm(cystatinC, 0.8, -0.323, -0.778),
      age: age * Math.log(0.9961),
      sex: female ? Math.log(0.963) : 0,
    }
    return { value: { egfr: 135 * Math.exp(total(contributions)), contributions } }
  },
  prefetch: {
    patient: templates.patient,
    creatinine: templates.creatinine,
    cystatinC: templates.cystatinC,
  },
  read({ patient, creatinine, cystatinC }, { now }) {
    const since = { now, withinDays: YEAR }
    const newest = {
      creatinine: latest(creatinine, creatinineCodes, 'mg/dL', since),
      cystatinC: latest(cystatinC, cystatinCCodes, 'mg/L', since),
    }
    return {
      creatinine: reading(newest.creatinine),
      cystatinC: reading(newest.cystatinC),
      age: ageOn(patient, [newest.creatinine, newest.cystatinC], now),
      sex: sexInput(patient),
    }
  },
})
