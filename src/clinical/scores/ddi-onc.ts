import { z } from 'zod'
import { ingredientsNamed } from '../medications/names.ts'
import { ONC_SOURCE, oncInteraction } from '../medications/onc.ts'
import { defineScore, notCalculable, type Reason } from '../score.ts'

/** Whether two ingredients make a pair of the ONC high-priority list. */
export const ddiOnc = defineScore({
  id: 'ddi-onc',
  version: '1.0.0',
  title: 'ONC high-priority drug interaction',
  source: { label: ONC_SOURCE, url: 'https://doi.org/10.1136/amiajnl-2011-000612' },
  inputs: z.object({
    drugA: z.string().meta({ title: 'First medicine' }),
    drugB: z.string().meta({ title: 'Second medicine' }),
  }),
  calculate({ drugA, drugB }) {
    const [a, b] = [ingredientsNamed(drugA), ingredientsNamed(drugB)]
    const unknown: Reason[] = [
      ...(a === undefined
        ? [{ code: 'drugA-unknown', text: 'drugA is no ingredient name of RxNorm' }]
        : []),
      ...(b === undefined
        ? [{ code: 'drugB-unknown', text: 'drugB is no ingredient name of RxNorm' }]
        : []),
    ]
    if (a === undefined || b === undefined) return notCalculable(...unknown)
    const found = oncInteraction(a, b)
    return {
      value: {
        oncRow: found?.row ?? null,
        // The paper's word for every pair of the list. Labels have since limited the dose of some of
        // them instead: `severity` and `management` say so.
        contraindicated: found !== undefined,
        ...(found === undefined ? {} : { severity: found.severity, management: found.management }),
      },
    }
  },
})
