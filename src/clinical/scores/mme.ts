import { z } from 'zod'
import { defineScore } from '../score.ts'
import { measured } from './inputs.ts'

/**
 * Morphine milligram equivalents of one milligram (of CDC 2022; that of 2016 had other factors for
 * hydromorphone, methadone and tramadol). Buprenorphine has none, and is not an input.
 */
const FACTORS = {
  codeine: 0.15,
  hydrocodone: 1,
  hydromorphone: 5,
  methadone: 4.7,
  morphine: 1,
  oxycodone: 1.5,
  oxymorphone: 3,
  tapentadol: 0.4,
  tramadol: 0.2,
} as const
/** Of a patch, per microgram and hour; one patch is in effect, whatever the days it is worn. */
const FENTANYL_PATCH = 2.4

type Swallowed = keyof typeof FACTORS

const swallowed = z.strictObject({
  drug: z.enum(Object.keys(FACTORS) as [Swallowed, ...Swallowed[]]),
  doseMg: measured('mg', 'Dose', 0.01, 2000),
  perDay: measured('/d', 'Doses a day; of a medicine as needed the most', 0.01, 48),
})
const patch = z.strictObject({
  drug: z.literal('fentanyl_tdermal_mcg_h'),
  mcgPerHour: measured('ug/h', 'Strength of the patch', 1, 1000),
})

/**
 * Daily dose of all opioids in morphine milligram equivalents. For judging risk, never for changing from
 * one opioid to another. What has no factor (parenteral, buccal fentanyl, buprenorphine) makes it not
 * calculable and never 0.
 */
export const mme = defineScore({
  id: 'mme',
  version: '1.0.0',
  title: 'Opioid dose (MME per day, CDC 2022)',
  source: {
    label: 'Dowell D et al. MMWR Recomm Rep 2022;71(RR-3):1-95',
    url: 'https://doi.org/10.15585/mmwr.rr7103a1',
  },
  inputs: z.object({
    items: z
      .array(z.discriminatedUnion('drug', [swallowed, patch]))
      .min(1)
      .max(50)
      .meta({ title: 'All opioids taken' }),
  }),
  calculate({ items }) {
    const each = items.map((item) =>
      item.drug === 'fentanyl_tdermal_mcg_h'
        ? item.mcgPerHour * FENTANYL_PATCH
        : item.doseMg * item.perDay * FACTORS[item.drug],
    )
    const total = each.reduce((sum, one) => sum + one, 0)
    const contributions: Record<string, number> = {}
    for (const [index, { drug }] of items.entries())
      contributions[drug] = (contributions[drug] ?? 0) + (each[index] ?? 0)
    // Sums of decimals fall short of round limits by less than this.
    const reaches = (limit: number): boolean => total >= limit - 1e-9
    return {
      value: {
        totalMmePerDay: total,
        atLeast50: reaches(50),
        atLeast90: reaches(90),
        contributions,
      },
    }
  },
})
