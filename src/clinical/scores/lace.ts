import { z } from 'zod'
import { defineScore } from '../score.ts'
import { flag, measured } from './inputs.ts'
import { total } from './terms.ts'

export type LaceBand = 'low' | 'moderate' | 'high'

/** Points for the length of stay in days (van Walraven 2010; not the UK variant). */
export function lengthOfStayPoints(days: number): number {
  const whole = Math.floor(days)
  if (whole < 4) return Math.max(whole, 0)
  if (whole < 7) return 4
  return whole < 14 ? 5 : 7
}

/** Points for the Charlson score: 0 to 3 as it is, 5 from 4 on. */
export function charlsonPoints(charlson: number): number {
  return charlson >= 4 ? 5 : charlson
}

/** LACE: risk of death or readmission within 30 days of discharge, 0 to 19 points. */
export const lace = defineScore({
  id: 'lace',
  version: '1.1.0',
  title: 'LACE readmission score',
  source: {
    label: 'van Walraven C et al. CMAJ 2010;182:551-557',
    url: 'https://doi.org/10.1503/cmaj.091117',
  },
  inputs: z.object({
    lengthOfStayDays: measured('d', 'Length of stay', 0, 3650),
    acute: flag.meta({ title: 'Acute (emergent) admission' }),
    charlson: z.int().min(0).max(37).meta({ title: 'Charlson comorbidity score' }),
    edVisits6mo: z.int().min(0).max(500).meta({ title: 'Emergency visits in the 6 months before' }),
  }),
  calculate({ lengthOfStayDays, acute, charlson, edVisits6mo }) {
    const contributions = {
      lengthOfStayDays: lengthOfStayPoints(lengthOfStayDays),
      acute: acute ? 3 : 0,
      charlson: charlsonPoints(charlson),
      edVisits6mo: Math.min(edVisits6mo, 4),
    }
    const score = total(contributions)
    const band: LaceBand = score >= 10 ? 'high' : score >= 5 ? 'moderate' : 'low'
    return { value: { score, band, highRisk: score >= 10, contributions } }
  },
})
