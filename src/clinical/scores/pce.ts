import { z } from 'zod'
import { RACES, racesOf } from '../readers/race.ts'
import { defineScore, notCalculable, type ReadInput } from '../score.ts'
import { flag, measured, sex } from './inputs.ts'
import { preventPrefetch, readPrevent } from './prevent-read.ts'
import { total } from './terms.ts'

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
 * them. Made for Black and White people; others by convention with the White set, and `byConvention`
 * says so. For new use in the US PREVENT has taken its place; the statin statement of the USPSTF goes by this.
 */
export const pce = defineScore({
  id: 'pce',
  version: '1.1.0',
  title: 'Pooled Cohort Equations',
  source: {
    label: 'Goff DC et al. Circulation 2014;129(25 suppl 2):S49-S73',
    url: 'https://doi.org/10.1161/01.cir.0000437741.48606.98',
  },
  inputs: z.object({
    race: z.enum(['white', 'black', 'other']).meta({ title: 'Race, for the set of coefficients' }),
    sex,
    age: measured('a', 'Age', 40, 79),
    totalCholesterol: measured('mg/dL', 'Total cholesterol', 130, 320),
    hdl: measured('mg/dL', 'HDL cholesterol', 20, 100),
    sbp: measured('mm[Hg]', 'Systolic blood pressure', 90, 200),
    bpTreated: flag.meta({ title: 'Treated for hypertension' }),
    smoker: flag.meta({ title: 'Current smoker' }),
    diabetes: flag.meta({ title: 'Diabetes' }),
    priorAscvd: flag.meta({ title: 'Earlier coronary disease or stroke' }).optional(),
  }),
  calculate(inputs) {
    if (inputs.priorAscvd === true)
      return notCalculable({
        code: 'prior-ascvd',
        text: 'the equations are for people without atherosclerotic disease',
      })
    const set = inputs.race === 'black' ? 'black' : 'white'
    const row = TABLE[`${set} ${inputs.sex}`]
    const contributions = contributionsOf(inputs, row)
    const ascvdPct = 100 * (1 - row[14] ** Math.exp(total(contributions)))
    return {
      value: {
        ascvdPct,
        category: pceCategory(ascvdPct),
        coefficients: set,
        // By convention only, and whoever shows the figure has to say so.
        byConvention: inputs.race === 'other',
        contributions,
      },
    }
  },
  prefetch: preventPrefetch,
  read(data, env) {
    const { age, sex, totalCholesterol, hdl, sbp, antihypertensive, smoker, diabetes, priorCvd } =
      readPrevent(data, env)
    return {
      race: raceInput(data.patient),
      ...{ sex, age, totalCholesterol, hdl, sbp, bpTreated: antihypertensive, smoker, diabetes },
      priorAscvd: priorCvd,
    }
  },
})

interface Factors {
  readonly age: number
  readonly totalCholesterol: number
  readonly hdl: number
  readonly sbp: number
  readonly bpTreated: boolean
  readonly smoker: boolean
  readonly diabetes: boolean
}

/** Optimal levels, as the paper's own examples of low risk have them. */
const OPTIMAL = { totalCholesterol: 170, hdl: 50, sbp: 110 }

/**
 * The log of the factor by which each input changes the hazard: age against the mean of the cohort, with
 * all else optimal; every other input against its optimal level at that age.
 */
function contributionsOf(given: Factors, row: (typeof TABLE)[keyof typeof TABLE]) {
  const [b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, mean] = row
  const age = Math.log(given.age)
  const cholesterol = (value: number) => (b3 + b4 * age) * Math.log(value)
  const hdl = (value: number) => (b5 + b6 * age) * Math.log(value)
  const pressure = (value: number, isTreated: boolean) =>
    (isTreated ? b7 + b8 * age : b9 + b10 * age) * Math.log(value)
  const optimal =
    cholesterol(OPTIMAL.totalCholesterol) + hdl(OPTIMAL.hdl) + pressure(OPTIMAL.sbp, false)
  return {
    age: b1 * age + b2 * age ** 2 + optimal - mean,
    totalCholesterol: cholesterol(given.totalCholesterol) - cholesterol(OPTIMAL.totalCholesterol),
    hdl: hdl(given.hdl) - hdl(OPTIMAL.hdl),
    sbp: pressure(given.sbp, given.bpTreated) - pressure(OPTIMAL.sbp, false),
    smoker: given.smoker ? b11 + b12 * age : 0,
    diabetes: given.diabetes ? b13 : 0,
  }
}

/** Race as recorded (US Core); who has several gets the set of those that the equations were made for. */
function raceInput(patient: unknown): ReadInput<'white' | 'black' | 'other'> {
  const races = racesOf(patient)
  if (races === undefined) return undefined
  if (races.has(RACES.black)) return { value: 'black' }
  return { value: races.has(RACES.white) ? 'white' : 'other' }
}
