import { z } from 'zod'
import { defineScore } from '../score.ts'
import { flag, measured, sex } from './inputs.ts'

/** Terms in the order of the paper's table; the last two: mean of the sum, survival at ten years. */
const TABLE = {
  'white female': [
    -29.799, 4.884, 13.54, -3.114, -13.578, 3.149, 2.019, 0, 1.957, 0, 7.574, -1.665, 0.661,
    -29.1817, 0.96652,
  ],
  'black female': [
    17.1141, 0, 0.9396, 0, -18.9196, 4.4748, 29.2907, -6.4321, 27.8197, -6.0873, 0.6908, 0, 0.8738,
    86.6081, 0.95334,
  ],
  'white male': [
    12.344, 0, 11.853, -2.664, -7.99, 1.769, 1.797, 0, 1.764, 0, 7.837, -1.795, 0.658, 61.1816,
    0.91436,
  ],
  'black male': [
    2.469, 0, 0.302, 0, -0.307, 0, 1.916, 0, 1.809, 0, 0.549, 0, 0.645, 19.5425, 0.89536,
  ],
} as const

export type PceCategory = 'low' | 'borderline' | 'intermediate' | 'high'

/** Limits of 2018/2019 ACC/AHA; not those of PREVENT. */
export function pceCategory(ascvdPct: number): PceCategory {
  if (ascvdPct < 5) return 'low'
  if (ascvdPct < 7.5) return 'borderline'
  return ascvdPct < 20 ? 'intermediate' : 'high'
}

/**
 * Pooled Cohort Equations: atherosclerotic events within ten years, %, for people of 40 to 79 without
 * them. Made for Black and White people; others by convention with the White set, which a caller has to
 * say. For new use in the US PREVENT has taken its place; the statin statement of the USPSTF goes by this.
 */
export const pce = defineScore({
  id: 'pce',
  version: '1.0.0',
  title: 'Pooled Cohort Equations',
  source: {
    label: 'Goff DC et al. Circulation 2014;129(25 suppl 2):S49-S73',
    url: 'https://doi.org/10.1161/01.cir.0000437741.48606.98',
  },
  inputs: z.object({
    race: z.enum(['white', 'black']).meta({ title: 'Set of coefficients' }),
    sex,
    age: measured('a', 'Age', 40, 79),
    totalCholesterol: measured('mg/dL', 'Total cholesterol', 130, 320),
    hdl: measured('mg/dL', 'HDL cholesterol', 20, 100),
    sbp: measured('mm[Hg]', 'Systolic blood pressure', 90, 200),
    bpTreated: flag.meta({ title: 'Treated for hypertension' }),
    smoker: flag.meta({ title: 'Current smoker' }),
    diabetes: flag.meta({ title: 'Diabetes' }),
  }),
  calculate(inputs) {
    const [b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, mean, survival] =
      TABLE[`${inputs.race} ${inputs.sex}`]
    const age = Math.log(inputs.age)
    const cholesterol = Math.log(inputs.totalCholesterol)
    const hdl = Math.log(inputs.hdl)
    const sbp = Math.log(inputs.sbp)
    const sum =
      b1 * age +
      b2 * age ** 2 +
      b3 * cholesterol +
      b4 * age * cholesterol +
      b5 * hdl +
      b6 * age * hdl +
      (inputs.bpTreated ? b7 * sbp + b8 * age * sbp : b9 * sbp + b10 * age * sbp) +
      (inputs.smoker ? b11 + b12 * age : 0) +
      (inputs.diabetes ? b13 : 0)
    const ascvdPct = 100 * (1 - survival ** Math.exp(sum - mean))
    return { value: { ascvdPct, category: pceCategory(ascvdPct) } }
  },
})
