import { z } from 'zod'
import { defineScore } from '../score.ts'
import { measured, sex } from './inputs.ts'

/** Creatinine clearance in mL/min, not indexed to body surface: what labels of DOACs go by, with actual weight. */
export const creatinineClearance = defineScore({
  id: 'cockcroft-gault',
  version: '1.0.0',
  title: 'Creatinine clearance (Cockcroft-Gault)',
  source: {
    label: 'Cockcroft DW, Gault MH. Nephron 1976;16:31-41',
    url: 'https://doi.org/10.1159/000180580',
  },
  inputs: z.object({
    creatinine: measured('mg/dL', 'Serum creatinine', 0.1, 40),
    age: measured('a', 'Age', 18, 120),
    sex,
    weightKg: measured('kg', 'Actual body weight', 20, 400),
  }),
  calculate({ creatinine, age, sex, weightKg }) {
    const male = ((140 - age) * weightKg) / (72 * creatinine)
    return { value: { crcl: male * (sex === 'female' ? 0.85 : 1) } }
  },
})
