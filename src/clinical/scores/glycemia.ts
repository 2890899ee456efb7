import { z } from 'zod'
import { defineScore, notCalculable } from '../score.ts'

export type GlycemiaCategory = 'normal' | 'prediabetes' | 'diabetes'

interface Thresholds {
  readonly prediabetes: number
  readonly diabetes: number
}

/** HbA1c in %, fasting and two-hour glucose in mg/dL. */
export const GLYCEMIA = {
  hba1c: { prediabetes: 5.7, diabetes: 6.5 },
  fpg: { prediabetes: 100, diabetes: 126 },
  ogtt2h: { prediabetes: 140, diabetes: 200 },
} as const satisfies Record<string, Thresholds>

const WORSE: readonly GlycemiaCategory[] = ['normal', 'prediabetes', 'diabetes']

/** The range that one result lies in. Diagnosis needs two abnormal results without symptoms. */
export function glycemiaCategory(value: number, thresholds: Thresholds): GlycemiaCategory {
  if (value >= thresholds.diabetes) return 'diabetes'
  return value >= thresholds.prediabetes ? 'prediabetes' : 'normal'
}

/** The range of the worst of the given results. */
export const glycemia = defineScore({
  id: 'glycemia',
  version: '1.1.0',
  title: 'Glycaemic range (ADA)',
  source: { label: 'ADA Standards of Care, section 2', url: 'https://doi.org/10.2337/dc25-S002' },
  inputs: z.object({
    hba1c: z.number().min(2).max(25).meta({ unit: '%', title: 'HbA1c' }).optional(),
    fpg: z.number().min(10).max(2000).meta({ unit: 'mg/dL', title: 'Fasting glucose' }).optional(),
    ogtt2h: z.number().min(10).max(2000).meta({ unit: 'mg/dL', title: '2-h glucose' }).optional(),
  }),
  calculate(inputs) {
    const found = (['hba1c', 'fpg', 'ogtt2h'] as const).flatMap((name) => {
      const value = inputs[name]
      return value === undefined
        ? []
        : [{ name, category: glycemiaCategory(value, GLYCEMIA[name]) }]
    })
    const category = WORSE.findLast((worse) => found.some((each) => each.category === worse))
    if (category === undefined)
      return notCalculable({
        code: 'hba1c-missing',
        text: 'none of hba1c, fpg and ogtt2h is given',
      })
    // Steps from normal, of each result.
    const contributions = Object.fromEntries(
      found.map((each) => [each.name, WORSE.indexOf(each.category)]),
    )
    return { value: { category, contributions } }
  },
})
