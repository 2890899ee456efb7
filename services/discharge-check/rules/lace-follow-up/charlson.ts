import { type CodeSet, codeGroup, codes, ICD10CM, isActive, SNOMED } from '#cds'

interface Comorbidity {
  readonly weight: number
  /** True where having had it counts. */
  readonly past: boolean
  readonly groups: readonly CodeSet[]
  /** The milder form of the same disease, which does not count beside the worse one. */
  readonly milder?: Omit<Comorbidity, 'milder'>
}

// The HIV group holds infection without disease as well; only AIDS counts.
const aids = [codes(ICD10CM, ['B20']), codes(SNOMED, ['62479008', '420721002'])]

/** Comorbidities with their weight in the LACE index (van Walraven, CMAJ 2010;182:551-557). */
const COMORBIDITIES: readonly Comorbidity[] = [
  { weight: 1, past: true, groups: [codeGroup('myocardial-infarction', { history: true })] },
  {
    weight: 1,
    past: true,
    groups: [
      codeGroup('ischaemic-stroke', { history: true }),
      codeGroup('tia-or-stroke-history', { history: true }),
      codeGroup('intracranial-haemorrhage', { history: true }),
    ],
  },
  { weight: 1, past: false, groups: [codeGroup('peripheral-arterial-disease')] },
  { weight: 1, past: false, groups: [codeGroup('diabetes')] },
  { weight: 2, past: true, groups: [codeGroup('heart-failure', { history: true })] },
  { weight: 2, past: false, groups: [codeGroup('colorectal-cancer'), codeGroup('lung-cancer')] },
  { weight: 3, past: false, groups: [codeGroup('dementia')] },
  { weight: 4, past: false, groups: aids },
  {
    weight: 4,
    past: false,
    groups: [codeGroup('esrd'), codeGroup('dialysis'), codeGroup('liver-disease-severe')],
    milder: {
      weight: 2,
      past: false,
      groups: [codeGroup('ckd-stage'), codeGroup('chronic-liver-disease')],
    },
  },
]

/**
 * The part of the Charlson score that the shipped code groups can see. Lung disease, connective tissue
 * disease, metastases and most tumours have no group, so this is a lower bound and is shown as one.
 */
export function charlsonAtLeast(conditions: readonly object[]): number {
  const has = ({ past, groups }: Comorbidity) =>
    conditions.some((each) => (past || isActive(each)) && groups.some((group) => group(each)))
  let score = 0
  for (const each of COMORBIDITIES) {
    if (has(each)) score += each.weight
    else if (each.milder !== undefined && has(each.milder)) score += each.milder.weight
  }
  return score
}
