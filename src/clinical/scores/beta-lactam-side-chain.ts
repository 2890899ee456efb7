import { z } from 'zod'
import { betaLactamRelation } from '../medications/beta-lactams.ts'
import { ingredientsNamed } from '../medications/names.ts'
import { defineScore, notCalculable } from '../score.ts'

/** How an ordered beta-lactam relates by its side chain to one that the patient is allergic to. */
export const betaLactamSideChain = defineScore({
  id: 'beta-lactam-side-chain',
  version: '1.1.0',
  title: 'Beta-lactam side-chain relation',
  source: {
    label: 'Khan DA et al. J Allergy Clin Immunol 2022;150:1333-1393 (as quoted)',
    url: 'https://doi.org/10.1016/j.jaci.2022.08.028',
  },
  inputs: z.object({
    allergyTo: z.string().meta({ title: 'Allergy to' }),
    ordered: z.string().meta({ title: 'Ordered medicine' }),
  }),
  calculate({ allergyTo, ordered }) {
    const [[a] = [], [b] = []] = [ingredientsNamed(allergyTo), ingredientsNamed(ordered)]
    if (a === undefined)
      return notCalculable({
        code: 'allergyTo-unknown',
        text: 'allergyTo is no ingredient name of RxNorm',
      })
    if (b === undefined)
      return notCalculable({
        code: 'ordered-unknown',
        text: 'ordered is no ingredient name of RxNorm',
      })
    const relation = betaLactamRelation(a, b)
    if (relation === 'unknown')
      return notCalculable({
        code: 'relation-unknown',
        text: 'no table of the sources compares the side chains of the two',
      })
    return { value: { relation } }
  },
})
