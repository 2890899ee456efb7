import { codeGroup, isActive } from '#cds'

/** A comorbidity with its weight in the LACE index (van Walraven, CMAJ 2010;182:551-557). */
const COMORBIDITIES = [
  { weight: 1, past: true, groups: [codeGroup('myocardial-infarction', { history: true })] },
  {
    weight: 1,
    past: true,
    groups: [
      codeGroup('ischaemic-stroke', { history: true }),
      codeGroup('tia-or-stroke-history', { history: true }),
    ],
  },
  { weight: 1, past: false, groups: [codeGroup('peripheral-arterial-disease')] },
  { weight: 1, past: false, groups: [codeGroup('diabetes')] },
  { weight: 2, past: true, groups: [codeGroup('heart-failure', { history: true })] },
  { weight: 2, past: false, groups: [codeGroup('ckd-stage'), codeGroup('chronic-liver-disease')] },
  { weight: 2, past: false, groups: [codeGroup('colorectal-cancer'), codeGroup('lung-cancer')] },
  { weight: 3, past: false, groups: [codeGroup('dementia')] },
  { weight: 4, past: false, groups: [codeGroup('hiv')] },
  { weight: 4, past: false, groups: [codeGroup('esrd'), codeGroup('liver-disease-severe')] },
] as const

/**
 * The part of the Charlson score that the shipped code groups can see. Lung disease, connective tissue
 * disease and most tumours have no group yet, so this is a lower bound and is shown as one.
 */
export function charlsonAtLeast(conditions: readonly object[]): number {
  let score = 0
  for (const { weight, past, groups } of COMORBIDITIES)
    if (conditions.some((each) => (past || isActive(each)) && groups.some((group) => group(each))))
      score += weight
  return score
}
