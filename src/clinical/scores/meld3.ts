import { z } from 'zod'
import { defineScore } from '../score.ts'
import { flag, measured, sex } from './inputs.ts'
import { sumOf } from './points.ts'

const within = (value: number, least: number, most: number): number =>
  Math.min(Math.max(value, least), most)

/**
 * MELD 3.0: severity of liver disease, 6 to 40. Bilirubin, INR and creatinine count from 1.0 on, creatinine
 * up to 3.0 and as 3.0 after two dialyses in a week, sodium from 125 to 137, albumin from 1.5 to 3.5. Of
 * twelve to seventeen years the 1.33 points go to everyone (OPTN); that is not asked for here: adults only.
 */
export const meld3 = defineScore({
  id: 'meld3',
  version: '1.0.0',
  title: 'MELD 3.0',
  source: {
    label: 'Kim WR et al. Gastroenterology 2021;161:1887-1895',
    url: 'https://doi.org/10.1053/j.gastro.2021.08.050',
  },
  inputs: z.object({
    sex,
    bilirubin: measured('mg/dL', 'Bilirubin', 0.1, 80),
    sodium: measured('mmol/L', 'Sodium', 90, 190),
    inr: measured('{INR}', 'INR', 0.5, 20),
    creatinine: measured('mg/dL', 'Creatinine', 0.1, 40),
    albumin: measured('g/dL', 'Albumin', 0.5, 8),
    dialysisTwicePastWeek: flag.meta({ title: 'Two dialyses in the week before' }),
  }),
  calculate(inputs) {
    const bilirubin = Math.log(Math.max(inputs.bilirubin, 1))
    const inr = Math.log(Math.max(inputs.inr, 1))
    const creatinine = Math.log(inputs.dialysisTwicePastWeek ? 3 : within(inputs.creatinine, 1, 3))
    const sodium = 137 - within(inputs.sodium, 125, 137)
    const albumin = 3.5 - within(inputs.albumin, 1.5, 3.5)
    // Terms of two inputs stand with the first of them.
    const contributions = {
      sex: inputs.sex === 'female' ? 1.33 : 0,
      bilirubin: 4.56 * bilirubin,
      sodium: 0.82 * sodium - 0.24 * sodium * bilirubin,
      inr: 9.09 * inr,
      creatinine: 11.14 * creatinine,
      albumin: 1.85 * albumin - 1.83 * albumin * creatinine,
    }
    const raw = sumOf(contributions) + 6
    return { value: { raw, score: within(Math.round(raw), 6, 40), contributions } }
  },
})
