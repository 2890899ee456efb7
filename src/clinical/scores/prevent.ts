import { z } from 'zod'
import { defineScore, notCalculable, type Reason } from '../score.ts'
import { flag, measured, sex } from './inputs.ts'
import coefficients from './prevent-coefficients.json' with { type: 'json' }
import { type PreventPrefetch, preventPrefetch, readPrevent } from './prevent-read.ts'
import { inputOf, type PreventInputs, preventTerms } from './prevent-terms.ts'
import type { Terms } from './terms.ts'

const MODELS = ['base', 'hba1c', 'uacr', 'sdi', 'full'] as const
type Model = (typeof MODELS)[number]

/** Risks in percent. HF needs the body mass index; without it, it is left out and `missing` says so. */
export interface PreventValue {
  readonly cvdPct: number
  readonly ascvdPct: number
  readonly chdPct: number
  readonly strokePct: number
  readonly hfPct?: number
  readonly model: Model
  readonly years: 10 | 30
  /** What each input adds to the log odds of ASCVD; the constant is left out. */
  readonly contributions: Terms
  readonly missing?: readonly string[]
}

const inputs = z.object({
  age: measured('a', 'Age', 30, 79),
  sex,
  totalCholesterol: measured('mg/dL', 'Total cholesterol', 130, 320),
  hdl: measured('mg/dL', 'HDL cholesterol', 20, 100),
  sbp: measured('mm[Hg]', 'Systolic blood pressure', 90, 200),
  bmi: z.number().min(18.5).lt(40).meta({ unit: 'kg/m2', title: 'Body mass index' }).optional(),
  egfr: measured('mL/min/{1.73_m2}', 'eGFR', 15, 150),
  diabetes: flag.meta({ title: 'Diabetes' }),
  smoker: flag.meta({ title: 'Current smoker' }),
  antihypertensive: flag.meta({ title: 'Blood-pressure medicine' }),
  statin: flag.meta({ title: 'Statin' }),
  priorCvd: flag.meta({ title: 'Earlier coronary disease, stroke or heart failure' }).optional(),
  hba1c: measured('%', 'HbA1c', 3, 15).optional(),
  uacr: measured('mg/g', 'UACR', 0.1, 25_000).optional(),
  sdiDecile: z.int().min(1).max(10).meta({ title: 'Social deprivation index, decile' }).optional(),
  model: z.enum(MODELS).meta({ title: 'Model' }).optional(),
  years: z
    .union([z.literal(10), z.literal(30)])
    .meta({ title: 'Years' })
    .optional(),
})

/** AHA PREVENT (2023): 10- or 30-year risk without earlier cardiovascular disease, age 30 to 79. */
export const prevent = defineScore<typeof inputs, PreventValue, PreventPrefetch>({
  id: 'prevent',
  version: '1.1.0',
  title: 'PREVENT cardiovascular risk',
  source: {
    label: 'Khan SS et al. Circulation 2024;149:430-449 (AHA PREVENT)',
    url: 'https://doi.org/10.1161/CIRCULATIONAHA.123.067626',
  },
  maxAgeDays: 365,
  inputs,
  calculate(given) {
    if (given.priorCvd === true)
      return notCalculable({
        code: 'prior-cvd',
        text: 'PREVENT is for people without cardiovascular disease',
      })
    const years = given.years ?? 10
    if (years === 30 && given.age > 59)
      return notCalculable({
        code: 'age-out-of-range',
        text: 'the 30-year risk is for ages 30 to 59',
      })
    const model = given.model ?? modelFor(given)
    const lacking = lackingFor(model, given)
    if (lacking !== undefined) return notCalculable(lacking)
    const terms = preventTerms(given)
    const table = coefficients.models[`${model}-${years}yr`][given.sex]
    const risk = (outcome: keyof typeof table): number => {
      let sum = 0
      for (const [term, coefficient] of Object.entries(table[outcome]))
        sum += coefficient * (terms[term] ?? Number.NaN)
      return 100 / (1 + Math.exp(-sum))
    }
    const contributions: Record<string, number> = {}
    for (const [term, coefficient] of Object.entries(table.ascvd)) {
      const input = inputOf(term)
      if (input === undefined) continue
      contributions[input] = (contributions[input] ?? 0) + coefficient * (terms[term] ?? Number.NaN)
    }
    return {
      value: {
        cvdPct: risk('cvd'),
        ascvdPct: risk('ascvd'),
        chdPct: risk('chd'),
        strokePct: risk('stroke'),
        ...(given.bmi === undefined ? { missing: ['bmi'] } : { hfPct: risk('hf') }),
        model,
        years,
        contributions,
      },
    }
  },
  prefetch: preventPrefetch,
  read: readPrevent,
})

/** The model for what is at hand: two or more add-ons want the full one. */
function modelFor({ hba1c, uacr, sdiDecile }: PreventInputs): Model {
  const given = [hba1c, uacr, sdiDecile].filter((value) => value !== undefined).length
  if (given >= 2) return 'full'
  if (hba1c !== undefined) return 'hba1c'
  if (uacr !== undefined) return 'uacr'
  return sdiDecile === undefined ? 'base' : 'sdi'
}

function lackingFor(model: Model, given: PreventInputs): Reason | undefined {
  const needed = {
    base: undefined,
    full: undefined,
    hba1c: 'hba1c',
    uacr: 'uacr',
    sdi: 'sdiDecile',
  } as const
  const input = needed[model]
  if (input === undefined || given[input] !== undefined) return undefined
  return { code: `${input}-missing`, text: `the ${model} model needs ${input}` }
}
