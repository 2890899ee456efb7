import { z } from 'zod'
import { defineScore } from '../score.ts'
import { flag, measured, sex } from './inputs.ts'
import { sumOf } from './points.ts'

/** Survival at the mean, by region and years. */
const SURVIVAL = {
  northAmerica: { 2: 0.975, 5: 0.924 },
  elsewhere: { 2: 0.9832, 5: 0.9365 },
} as const

/**
 * Kidney Failure Risk Equation, four variables: kidney failure within two or five years, %. For eGFR below
 * 60, adults, not on dialysis or transplanted.
 */
export const kfre4 = defineScore({
  id: 'kfre4',
  version: '1.0.0',
  title: 'Kidney Failure Risk Equation (4 variables)',
  source: {
    label: 'Tangri N et al. JAMA 2016;315:164-174',
    url: 'https://doi.org/10.1001/jama.2015.18202',
  },
  inputs: z.object({
    age: measured('a', 'Age', 18, 120),
    sex,
    egfr: z.number().min(1).lt(60).meta({ unit: 'mL/min/{1.73_m2}', title: 'Estimated GFR' }),
    uacrMgG: measured('mg/g', 'Urine albumin to creatinine', 0.1, 30_000),
    northAmerica: flag.meta({ title: 'Lives in North America' }),
    years: z.union([z.literal(2), z.literal(5)]).meta({ title: 'Two or five years' }),
  }),
  calculate({ age, sex, egfr, uacrMgG, northAmerica, years }) {
    const contributions = {
      age: -0.2201 * (age / 10 - 7.036),
      sex: 0.2467 * ((sex === 'male' ? 1 : 0) - 0.5642),
      egfr: -0.5567 * (egfr / 5 - 7.222),
      uacrMgG: 0.451 * (Math.log(uacrMgG) - 5.137),
    }
    const survival = SURVIVAL[northAmerica ? 'northAmerica' : 'elsewhere'][years]
    const riskPct = 100 * (1 - survival ** Math.exp(sumOf(contributions)))
    return { value: { riskPct, contributions } }
  },
})
