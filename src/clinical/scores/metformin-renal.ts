import { z } from 'zod'
import { defineScore } from '../score.ts'
import { flag } from './inputs.ts'

/** What the label says about metformin at this kidney function. */
export type MetforminAction =
  | 'contraindicated'
  | 'initiation-not-recommended'
  | 'assess-benefit-risk'
  | 'none'

/** Metformin and kidney function: US prescribing information 2.2 and 4; 30 to 45 is read as >=30, <45. */
export const metforminRenal = defineScore({
  id: 'metformin-renal',
  version: '1.0.0',
  title: 'Metformin by kidney function',
  source: {
    label: 'Metformin tablets, US prescribing information (2026-07)',
    url: 'https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid=4ac6d01a-af26-44e7-ae2e-3618de0080aa',
  },
  inputs: z.object({
    egfr: z.number().positive().max(250).meta({ unit: 'mL/min/{1.73_m2}', title: 'eGFR' }),
    existing: flag.meta({ title: 'The patient takes metformin already' }),
  }),
  calculate({ egfr, existing }): { value: { action: MetforminAction } } {
    if (egfr < 30) return { value: { action: 'contraindicated' } }
    if (egfr >= 45) return { value: { action: 'none' } }
    return { value: { action: existing ? 'assess-benefit-risk' : 'initiation-not-recommended' } }
  },
})
