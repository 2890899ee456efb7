import { z } from 'zod'
import { defineScore } from '../score.ts'
import { measured } from './inputs.ts'

interface Band {
  readonly from: number
  /** Whether `from` itself is in the band. */
  readonly including: boolean
  readonly action: string
}

const NONE = 'no-recommendation'
const atLeast = (from: number, action: string): Band => ({ from, including: true, action })
const above = (from: number, action: string): Band => ({ from, including: false, action })

/** From the highest clearance down; the last band takes the rest. */
const BANDS = {
  'rivaroxaban-af': [
    above(50, '20 mg daily with evening meal'),
    // Below 15 mL/min the label has pharmacokinetics and no trial.
    atLeast(15, '15 mg daily with evening meal'),
    atLeast(0, NONE),
  ],
  'dabigatran-af': [
    above(30, '150 mg twice daily'),
    atLeast(15, '75 mg twice daily'),
    atLeast(0, NONE),
  ],
  'edoxaban-af': [
    above(95, 'do-not-use'),
    above(50, '60 mg daily'),
    atLeast(15, '30 mg daily'),
    atLeast(0, NONE),
  ],
} as const satisfies Readonly<Record<string, readonly Band[]>>

/**
 * Dose of three anticoagulants in non-valvular atrial fibrillation (US labels) by creatinine clearance
 * (Cockcroft-Gault, actual weight). Other medicines change it: dabigatran with a P-gp inhibitor, for one.
 */
export const doacCrcl = defineScore({
  id: 'doac-crcl',
  version: '1.0.0',
  title: 'DOAC dose by creatinine clearance',
  source: {
    label: 'US labels of rivaroxaban, dabigatran and edoxaban; 2014 AHA/ACC/HRS guideline, table 8',
    url: 'https://doi.org/10.1161/CIR.0000000000000041',
  },
  inputs: z.object({
    drug: z
      .enum(['rivaroxaban-af', 'dabigatran-af', 'edoxaban-af'])
      .meta({ title: 'Medicine, in atrial fibrillation' }),
    crcl: measured('mL/min', 'Creatinine clearance', 0, 300),
  }),
  calculate({ drug, crcl }) {
    const bands: readonly Band[] = BANDS[drug]
    const band = bands.find(({ from, including }) => (including ? crcl >= from : crcl > from))
    return { value: { action: band?.action ?? NONE } }
  },
})

/**
 * Apixaban in non-valvular atrial fibrillation (US label): 2.5 mg twice daily where two of three hold, age 80
 * and more, weight 60 kg and less, creatinine 1.5 mg/dL and more; else 5 mg. Not for dialysis.
 */
export const apixabanAfDose = defineScore({
  id: 'apixaban-af-dose',
  version: '1.0.0',
  title: 'Apixaban dose in atrial fibrillation',
  source: {
    label: 'Eliquis (apixaban) US label 2025-08; 2014 AHA/ACC/HRS guideline, table 8',
    url: 'https://doi.org/10.1161/CIR.0000000000000041',
  },
  inputs: z.object({
    age: measured('a', 'Age', 18, 120),
    weightKg: measured('kg', 'Actual body weight', 20, 400),
    creatinine: measured('mg/dL', 'Serum creatinine', 0.1, 40),
  }),
  calculate({ age, weightKg, creatinine }) {
    const met = [age >= 80, weightKg <= 60, creatinine >= 1.5].filter(Boolean).length
    return { value: { doseMgTwiceDaily: met >= 2 ? 2.5 : 5, criteria: met } }
  },
})
