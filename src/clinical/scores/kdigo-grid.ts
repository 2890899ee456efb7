import { z } from 'zod'
import { type Calculated, defineScore } from '../score.ts'
import type { Terms } from './terms.ts'

export type GCategory = 'G1' | 'G2' | 'G3a' | 'G3b' | 'G4' | 'G5'
export type ACategory = 'A1' | 'A2' | 'A3'
export type KdigoRisk = 'low' | 'moderate' | 'high' | 'very-high'

/** KDIGO GFR category of an eGFR in mL/min/{1.73_m2}. A single value is a category, no diagnosis. */
export function gCategory(egfr: number): GCategory {
  if (egfr >= 90) return 'G1'
  if (egfr >= 60) return 'G2'
  if (egfr >= 45) return 'G3a'
  if (egfr >= 30) return 'G3b'
  return egfr >= 15 ? 'G4' : 'G5'
}

/** KDIGO albuminuria category of a urine albumin/creatinine ratio in mg/g. */
export function aCategory(uacr: number): ACategory {
  if (uacr < 30) return 'A1'
  return uacr <= 300 ? 'A2' : 'A3'
}

type Cell = readonly [KdigoRisk, number]
const row = (a1: Cell, a2: Cell, a3: Cell) => ({ A1: a1, A2: a2, A3: a3 })

// Risk and checks per year, KDIGO 2012 grid.
const GRID: Readonly<Record<GCategory, Readonly<Record<ACategory, Cell>>>> = {
  G1: row(['low', 1], ['moderate', 1], ['high', 2]),
  G2: row(['low', 1], ['moderate', 1], ['high', 2]),
  G3a: row(['moderate', 1], ['high', 2], ['very-high', 3]),
  G3b: row(['high', 2], ['very-high', 3], ['very-high', 3]),
  G4: row(['very-high', 3], ['very-high', 3], ['very-high', 4]),
  G5: row(['very-high', 4], ['very-high', 4], ['very-high', 4]),
}

/** Without albuminuria only the G category is known, and `missing` says so. */
export interface KdigoValue {
  readonly gCategory: GCategory
  readonly aCategory?: ACategory
  readonly risk?: KdigoRisk
  readonly monitorPerYear?: number
  /** How many steps each input lies from the best category. */
  readonly contributions: Terms
  readonly missing?: readonly string[]
}

const G_STEPS: readonly GCategory[] = ['G1', 'G2', 'G3a', 'G3b', 'G4', 'G5']
const A_STEPS: readonly ACategory[] = ['A1', 'A2', 'A3']

/** The cell of the KDIGO grid; without albuminuria only the G category is known. */
export const kdigoGrid = defineScore({
  id: 'kdigo-grid',
  version: '1.1.0',
  title: 'KDIGO CKD risk grid',
  source: {
    label: 'KDIGO 2012 and 2024 CKD guidelines',
    url: 'https://doi.org/10.1016/j.kint.2023.10.018',
  },
  inputs: z.object({
    egfr: z.number().positive().max(250).meta({ unit: 'mL/min/{1.73_m2}', title: 'eGFR' }),
    uacrMgG: z.number().min(0).max(50_000).meta({ unit: 'mg/g', title: 'UACR' }).optional(),
  }),
  calculate({ egfr, uacrMgG }): Calculated<KdigoValue> {
    const g = gCategory(egfr)
    const steps = { egfr: G_STEPS.indexOf(g) }
    if (uacrMgG === undefined)
      return { value: { gCategory: g, contributions: steps, missing: ['uacrMgG'] } }
    const a = aCategory(uacrMgG)
    const [risk, monitorPerYear] = GRID[g][a]
    const contributions = { ...steps, uacrMgG: A_STEPS.indexOf(a) }
    return { value: { gCategory: g, aCategory: a, risk, monitorPerYear, contributions } }
  },
})
