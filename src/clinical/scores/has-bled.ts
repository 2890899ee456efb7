import { z } from 'zod'
import { defineScore } from '../score.ts'
import { flag, measured } from './inputs.ts'
import { total } from './terms.ts'

/** Major bleeds per 100 patient-years by score; beyond 5 the paper has too few patients. */
const BLEEDS = [1.13, 1.02, 1.88, 3.74, 8.7, 12.5] as const

/**
 * HAS-BLED: risk of major bleeding under anticoagulation, 0 to 9 points. From 3 on it asks to mend what can
 * be mended; it is never a reason by itself to withhold anticoagulation.
 */
export const hasBled = defineScore({
  id: 'has-bled',
  version: '1.0.0',
  title: 'HAS-BLED',
  source: {
    label: 'Pisters R et al. Chest 2010;138:1093-1100',
    url: 'https://doi.org/10.1378/chest.10-0134',
  },
  inputs: z.object({
    uncontrolledHypertensionSbpOver160: flag.meta({ title: 'Systolic pressure above 160 mm[Hg]' }),
    abnormalRenal: flag.meta({ title: 'Dialysis, transplant or creatinine above 2.26 mg/dL' }),
    abnormalLiver: flag.meta({ title: 'Cirrhosis, or bilirubin and enzymes far above normal' }),
    stroke: flag.meta({ title: 'Stroke' }),
    bleedingHistory: flag.meta({ title: 'Bleeding, or a disposition to it' }),
    labileInr: flag.meta({ title: 'Labile INR (warfarin only)' }),
    age: measured('a', 'Age', 18, 120),
    antiplateletOrNsaid: flag.meta({ title: 'Antiplatelet medicine or NSAID' }),
    alcohol8PlusPerWeek: flag.meta({ title: 'Eight or more drinks a week' }),
  }),
  calculate({ age, ...flags }) {
    const contributions = {
      ...Object.fromEntries(Object.entries(flags).map(([name, has]) => [name, Number(has)])),
      age: age > 65 ? 1 : 0,
    }
    const score = total(contributions)
    const rate = BLEEDS[score]
    return {
      value: {
        score,
        highRisk: score >= 3,
        ...(rate === undefined ? {} : { bleedsPer100PatientYears: rate }),
        contributions,
      },
    }
  },
})
