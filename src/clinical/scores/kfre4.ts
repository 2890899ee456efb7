import { z } from 'zod'
import { defineScore, notCalculable } from '../score.ts'
import { flag, measured, sex } from './inputs.ts'
import { kfrePrefetch, readKfre } from './kfre4-read.ts'
import { total } from './terms.ts'

const YEARS = [2, 5] as const
type Years = (typeof YEARS)[number]

// Share of people at the model's centre whose kidneys have not failed, by region and years.
const SURVIVAL: Readonly<Record<'northAmerica' | 'elsewhere', Readonly<Record<Years, number>>>> = {
  northAmerica: { 2: 0.975, 5: 0.924 },
  elsewhere: { 2: 0.9832, 5: 0.9365 },
}

const inputs = z.object({
  age: measured('a', 'Age', 18, 120),
  sex,
  egfr: z.number().positive().lt(60).meta({ unit: 'mL/min/{1.73_m2}', title: 'eGFR' }),
  uacrMgG: measured('mg/g', 'UACR', 0.1, 25_000),
  northAmerica: flag.meta({ title: 'Lives in North America' }),
  years: z
    .union([z.literal(2), z.literal(5)])
    .meta({ title: 'Years' })
    .optional(),
  kidneyReplacement: flag
    .meta({ title: 'Dialysis, kidney transplant or end-stage kidney disease' })
    .optional(),
})

/**
 * Kidney failure risk equation with four variables: the risk that chronic kidney disease (G3a to G5)
 * comes to dialysis or transplant within two and five years. `riskPct` is the one of `years`, five
 * unless said otherwise. A contribution is the term of the linear predictor about the model's centre:
 * `risk = 1 - S0 ** exp(sum)`.
 */
export const kfre4 = defineScore({
  id: 'kfre4',
  version: '1.0.0',
  title: 'Kidney failure risk (KFRE, 4 variables)',
  source: {
    label: 'Tangri N et al. JAMA 2016;315:164-174',
    url: 'https://doi.org/10.1001/jama.2015.18202',
  },
  maxAgeDays: 365,
  inputs,
  calculate({ age, sex, egfr, uacrMgG, northAmerica, years = 5, kidneyReplacement }) {
    if (kidneyReplacement === true)
      return notCalculable({
        code: 'kidney-replacement',
        text: 'the equation is for people whose kidneys have not failed yet',
      })
    const contributions = {
      age: -0.2201 * (age / 10 - 7.036),
      sex: 0.2467 * ((sex === 'male' ? 1 : 0) - 0.5642),
      egfr: -0.5567 * (egfr / 5 - 7.222),
      uacrMgG: 0.451 * (Math.log(uacrMgG) - 5.137),
    }
    const survival = SURVIVAL[northAmerica ? 'northAmerica' : 'elsewhere']
    const risk = (within: Years) => 100 * (1 - survival[within] ** Math.exp(total(contributions)))
    return {
      value: {
        riskPct: risk(years),
        years,
        risk2yPct: risk(2),
        risk5yPct: risk(5),
        contributions,
      },
    }
  },
  prefetch: kfrePrefetch,
  read: readKfre,
})
