import { z } from 'zod'
import { round } from '../readers/round.ts'
import { defineScore, notCalculable, type Reason } from '../score.ts'
import { FENTANYL_PATCH, type OpioidItem, opioidItems } from './opioid-items.ts'
import { templates } from './templates.ts'
import { total } from './terms.ts'

const PER_MCG_HOUR = 2.4

// MME per mg taken by mouth. CDC 2022: hydromorphone, methadone and tramadol differ from 2016.
const PER_MG: ReadonlyMap<string, number> = new Map([
  ['codeine', 0.15],
  ['hydrocodone', 1],
  ['hydromorphone', 5],
  ['methadone', 4.7],
  ['morphine', 1],
  ['oxycodone', 1.5],
  ['oxymorphone', 3],
  ['tapentadol', 0.4],
  ['tramadol', 0.2],
])

const item = z.object({
  drug: z.string().min(1).meta({ title: 'Ingredient, or the patch of fentanyl' }),
  route: z.string().meta({ title: 'Route' }).optional(),
  doseMg: z.number().positive().max(2000).meta({ unit: 'mg', title: 'Dose' }).optional(),
  perDay: z.number().positive().max(100).meta({ unit: '/d', title: 'Doses a day' }).optional(),
  mcgPerHour: z.number().positive().max(1000).meta({ unit: 'ug/h', title: 'Rate' }).optional(),
  asNeeded: z.boolean().meta({ title: 'Only as needed: the dose is the most allowed' }).optional(),
})

const NOT_COVERED: Reason = {
  code: 'opioid-not-covered',
  text: 'an opioid or its route has no factor in the table (so have buprenorphine, injections and all fentanyl but the patch): the total is not known',
}
const DOSE_MISSING: Reason = {
  code: 'dose-missing',
  text: 'an opioid needs doseMg and perDay, the patch of fentanyl mcgPerHour',
}

/**
 * Daily dose of opioids in morphine milligram equivalents (CDC 2022): what is taken by mouth, and
 * fentanyl patches. As-needed doses count at the most allowed, and `countsAsNeeded` says so. Of a
 * compound only the opioid counts. An opioid without a factor leaves the total unknown, never at 0.
 * At 50 and more benefit and risk want another look; 90 is a line of the 2016 guideline that payers
 * still use. Never a way to convert one opioid into another. A contribution is the MME of a drug.
 */
export const mme = defineScore({
  id: 'mme',
  version: '1.0.0',
  title: 'Opioids in morphine milligram equivalents a day',
  source: {
    label: 'CDC: Dowell D et al. MMWR Recomm Rep 2022;71(RR-3):1-95',
    url: 'https://doi.org/10.15585/mmwr.rr7103a1',
  },
  inputs: z.object({
    items: z.array(item).min(1).max(100).meta({ title: 'All opioids that are taken' }),
  }),
  calculate({ items }) {
    const contributions: Record<string, number> = {}
    for (const each of items) {
      const found = mmeOf(each)
      if (typeof found !== 'number') return notCalculable(found)
      contributions[each.drug] = (contributions[each.drug] ?? 0) + found
    }
    // Sums of decimal factors miss a round figure by a hair, and 50 must be at least 50.
    const totalMmePerDay = round(total(contributions), 9)
    return {
      value: {
        totalMmePerDay,
        atLeast50: totalMmePerDay >= 50,
        atLeast90: totalMmePerDay >= 90,
        countsAsNeeded: items.some(({ asNeeded }) => asNeeded === true),
        contributions,
      },
    }
  },
  prefetch: { medications: templates.medications },
  read: ({ medications }) => ({ items: opioidItems(medications) }),
})

function mmeOf({ drug, route, doseMg, perDay, mcgPerHour }: OpioidItem): number | Reason {
  if (drug === FENTANYL_PATCH) {
    if (route !== undefined && route !== 'transdermal') return NOT_COVERED
    return mcgPerHour === undefined ? DOSE_MISSING : mcgPerHour * PER_MCG_HOUR
  }
  const factor = PER_MG.get(drug)
  if (factor === undefined || (route !== undefined && route !== 'oral')) return NOT_COVERED
  return doseMg === undefined || perDay === undefined ? DOSE_MISSING : doseMg * perDay * factor
}
