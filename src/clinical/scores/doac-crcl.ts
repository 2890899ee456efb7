import { z } from 'zod'
import { defineScore } from '../score.ts'
import { measured } from './inputs.ts'

/** What the label says of a dose at this clearance. */
export type DoacAction =
  | '20 mg daily with evening meal'
  | '15 mg daily with evening meal'
  | '150 mg twice daily'
  | '75 mg twice daily'
  | '60 mg daily'
  | '30 mg daily'
  | 'no-recommendation'
  | 'do-not-use'

const BELOW_ALL = 15

// Bands from above: the first whose bound the clearance is over decides. A bound belongs to the band
// below it.
const BANDS = {
  'rivaroxaban-af': [
    [50, '20 mg daily with evening meal'],
    [0, '15 mg daily with evening meal'],
  ],
  'dabigatran-af': [
    [30, '150 mg twice daily'],
    [0, '75 mg twice daily'],
  ],
  'edoxaban-af': [
    [95, 'do-not-use'],
    [50, '60 mg daily'],
    [0, '30 mg daily'],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly [number, DoacAction])[]>>

/** The medicines of the table, each with its indication. */
export type DoacUse = keyof typeof BANDS

/** The dose for a medicine and a clearance in mL/min. */
export function doacAction(drug: DoacUse, crcl: number): DoacAction {
  if (crcl < BELOW_ALL) return 'no-recommendation'
  const bands: readonly (readonly [number, DoacAction])[] = BANDS[drug]
  return bands.find(([over]) => crcl > over)?.[1] ?? 'no-recommendation'
}

/**
 * Dose of a direct oral anticoagulant in nonvalvular atrial fibrillation by creatinine clearance
 * (Cockcroft-Gault, actual weight), US labels. Apixaban goes by other criteria: `apixaban-af-dose`.
 * Below 15 mL/min none was studied or recommended; rivaroxaban's 15 mg is named down to 15 as in the
 * 2014 guideline's table. Edoxaban's bands come from secondary tables that cite the label. Rivaroxaban
 * at 50 itself is in one secondary table 20 mg; here it is 15 mg. P-gp inhibitors, which change
 * dabigatran, are not looked at. The clearance alone decides: its contribution is itself.
 */
export const doacCrcl = defineScore({
  id: 'doac-crcl',
  version: '1.0.0',
  title: 'Anticoagulant dose by creatinine clearance',
  source: {
    label: '2014 AHA/ACC/HRS AF guideline, table 8 (US labels); Cleve Clin J Med 2018, table 2',
    url: 'https://doi.org/10.1161/CIR.0000000000000041',
  },
  inputs: z.object({
    drug: z
      .enum(['rivaroxaban-af', 'dabigatran-af', 'edoxaban-af'])
      .meta({ title: 'Anticoagulant and its use' }),
    crcl: measured('mL/min', 'Creatinine clearance', 0, 500),
  }),
  calculate: ({ drug, crcl }) => ({
    value: { action: doacAction(drug, crcl), contributions: { crcl } },
  }),
})
