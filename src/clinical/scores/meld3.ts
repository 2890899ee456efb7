import { z } from 'zod'
import { defineScore } from '../score.ts'
import { flag, measured, sex } from './inputs.ts'
import { meld3Prefetch, readMeld3 } from './meld3-read.ts'
import { total } from './terms.ts'

const CREATININE_CAP = 3
const LEAST = 6
const MOST = 40

const within = (value: number, least: number, most: number) =>
  Math.min(Math.max(value, least), most)

/**
 * MELD 3.0: urgency of a liver transplant. The model itself counts bilirubin, INR and creatinine
 * below 1 as 1, creatinine above 3 (or two dialyses in a week) as 3, and bounds sodium and albumin.
 * `raw` is the formula's figure, `score` the whole number within the network's 6 to 40. From 12 to 17
 * years everybody gets the points of a woman. A contribution is what the input adds to the least of 6;
 * of two inputs that act together, sodium bears it with bilirubin and albumin with creatinine.
 */
export const meld3 = defineScore({
  id: 'meld3',
  version: '1.0.0',
  title: 'MELD 3.0',
  source: {
    label: 'Kim WR et al. Gastroenterology 2021;161:1887-1895',
    url: 'https://doi.org/10.1053/j.gastro.2021.08.050',
  },
  maxAgeDays: 90,
  inputs: z.object({
    sex,
    age: measured('a', 'Age', 12, 120).optional(),
    bilirubin: measured('mg/dL', 'Total bilirubin', 0.05, 100),
    sodium: measured('mmol/L', 'Sodium', 90, 200),
    inr: measured('{INR}', 'INR', 0.3, 30),
    creatinine: measured('mg/dL', 'Serum creatinine', 0.1, 40),
    albumin: measured('g/dL', 'Serum albumin', 0.3, 8),
    dialysisTwicePastWeek: flag.meta({ title: 'Dialysis twice or more in the past week' }),
  }),
  calculate({ sex, age = 18, dialysisTwicePastWeek, ...given }) {
    const lnBilirubin = Math.log(Math.max(given.bilirubin, 1))
    const lnCreatinine = Math.log(
      dialysisTwicePastWeek ? CREATININE_CAP : within(given.creatinine, 1, CREATININE_CAP),
    )
    const sodiumLack = 137 - within(given.sodium, 125, 137)
    const albuminLack = 3.5 - within(given.albumin, 1.5, 3.5)
    const contributions = {
      sex: sex === 'female' || age < 18 ? 1.33 : 0,
      bilirubin: 4.56 * lnBilirubin,
      sodium: 0.82 * sodiumLack - 0.24 * sodiumLack * lnBilirubin,
      inr: 9.09 * Math.log(Math.max(given.inr, 1)),
      creatinine: 11.14 * lnCreatinine,
      albumin: 1.85 * albuminLack - 1.83 * albuminLack * lnCreatinine,
    }
    const raw = LEAST + total(contributions)
    return { value: { raw, score: within(Math.round(raw), LEAST, MOST), contributions } }
  },
  prefetch: meld3Prefetch,
  read: readMeld3,
})
