import { z } from 'zod'
import { defineScore } from '../score.ts'
import { diabetesRiskPrefetch, readAdaRiskTest, readFindrisc } from './diabetes-risk-read.ts'
import { flag, measured, sex } from './inputs.ts'
import { total } from './terms.ts'

const age = measured('a', 'Age', 18, 120)
const bmi = measured('kg/m2', 'Body mass index', 10, 100)

/** ADA Risk Test: undiagnosed diabetes, 0 to 10 points; from 5 on a laboratory test is due. */
export const adaRiskTest = defineScore({
  id: 'ada-risk-test',
  version: '1.1.0',
  title: 'ADA Risk Test for type 2 diabetes',
  source: {
    label: 'Bang H et al. Ann Intern Med 2009;151:775-783',
    url: 'https://doi.org/10.7326/0003-4819-151-11-200912010-00005',
  },
  inputs: z.object({
    age,
    sex,
    gestationalDiabetes: flag.meta({ title: 'Gestational diabetes (women)' }),
    firstDegreeRelative: flag.meta({ title: 'Parent, brother, sister or child with diabetes' }),
    hypertension: flag.meta({ title: 'Hypertension' }),
    physicallyActive: flag.meta({ title: 'Physically active' }),
    bmi,
    asianAmerican: flag
      .meta({ title: 'Count overweight from 23 and obesity from 27.5 (Asian Americans)' })
      .optional(),
  }),
  calculate(inputs) {
    const { age, sex, bmi } = inputs
    const [overweight, obese] = inputs.asianAmerican === true ? [23, 27.5] : [25, 30]
    const contributions = {
      age: age >= 60 ? 3 : age >= 50 ? 2 : age >= 40 ? 1 : 0,
      sex: sex === 'male' ? 1 : 0,
      gestationalDiabetes: sex === 'female' ? Number(inputs.gestationalDiabetes) : 0,
      firstDegreeRelative: Number(inputs.firstDegreeRelative),
      hypertension: Number(inputs.hypertension),
      physicallyActive: inputs.physicallyActive ? 0 : 1,
      bmi: bmi >= 40 ? 3 : bmi >= obese ? 2 : bmi >= overweight ? 1 : 0,
    }
    const score = total(contributions)
    return { value: { score, highRisk: score >= 5, contributions } }
  },
  prefetch: diabetesRiskPrefetch,
  read: readAdaRiskTest,
})

/** FINDRISC bands by points: below 7, to 11, to 14, to 20, beyond; with the ten-year risk in %. */
const BANDS = [
  { upTo: 6, band: 'low', tenYearPct: 1 },
  { upTo: 11, band: 'slightly-elevated', tenYearPct: 4 },
  { upTo: 14, band: 'moderate', tenYearPct: 17 },
  { upTo: 20, band: 'high', tenYearPct: 33 },
  { upTo: Number.POSITIVE_INFINITY, band: 'very-high', tenYearPct: 50 },
] as const

/** FINDRISC: type 2 diabetes within ten years, 0 to 26 points. */
export const findrisc = defineScore({
  id: 'findrisc',
  version: '1.1.0',
  title: 'FINDRISC',
  source: {
    label: 'Lindström J, Tuomilehto J. Diabetes Care 2003;26:725-731',
    url: 'https://doi.org/10.2337/diacare.26.3.725',
  },
  inputs: z.object({
    age,
    bmi,
    waistCm: measured('cm', 'Waist', 30, 300),
    sex,
    active30minDaily: flag.meta({ title: 'Active for 30 minutes a day' }),
    vegFruitDaily: flag.meta({ title: 'Vegetables or fruit every day' }),
    bpMedication: flag.meta({ title: 'Ever took medicine for blood pressure' }),
    everHighGlucose: flag.meta({ title: 'Ever found with high glucose' }),
    familyHistory: z
      .enum(['none', 'second', 'first'])
      .meta({ title: 'Relatives with diabetes: none, second degree, first degree' }),
  }),
  calculate(inputs) {
    const { age, bmi, waistCm, sex } = inputs
    const [wide, broad] = sex === 'male' ? [94, 102] : [80, 88]
    const contributions = {
      age: age > 64 ? 4 : age >= 55 ? 3 : age >= 45 ? 2 : 0,
      bmi: bmi > 30 ? 3 : bmi >= 25 ? 1 : 0,
      waistCm: waistCm > broad ? 4 : waistCm >= wide ? 3 : 0,
      active30minDaily: inputs.active30minDaily ? 0 : 2,
      vegFruitDaily: inputs.vegFruitDaily ? 0 : 1,
      bpMedication: inputs.bpMedication ? 2 : 0,
      everHighGlucose: inputs.everHighGlucose ? 5 : 0,
      familyHistory: { none: 0, second: 3, first: 5 }[inputs.familyHistory],
    }
    const score = total(contributions)
    const found = BANDS.find(({ upTo }) => score <= upTo) ?? BANDS[4]
    return { value: { score, band: found.band, tenYearPct: found.tenYearPct, contributions } }
  },
  prefetch: diabetesRiskPrefetch,
  read: readFindrisc,
})
