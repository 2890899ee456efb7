import {
  allergenOf,
  anyOf,
  codeGroup,
  codes,
  comfortCare,
  ICD10CM,
  isActive,
  medicationClass,
  RXNORM,
  wordsIn,
} from '#cds'

const excluded = anyOf(
  codeGroup('pregnancy'),
  codeGroup('breastfeeding'),
  codeGroup('liver-disease-severe'),
  codeGroup('rhabdomyolysis'),
  codeGroup('statin-muscle-symptoms'),
  codeGroup('statin-allergy'),
  // Adverse effect of antihyperlipidaemic drugs: most are of statins.
  codes(ICD10CM, ['T46.6X5A', 'T46.6X5D', 'T46.6X5S']),
  comfortCare,
  codeGroup('esrd'),
  codeGroup('dialysis'),
)
const statin = medicationClass('statin')
const statinAllergy = codeGroup('statin-allergy')
// Nystatin, cilastatin and their like are no statins.
const NAMED = /\bstatins?\b|(?:atorva|fluva|lova|pitava|prava|rosuva|simva)statin|hmg.?coa/i
const HARMED = /intoleran|allerg|adverse|myalgia|myopathy|side effect/i

/** Whether a problem keeps silent about statins: by its codes, or words that say one was not borne. */
export function isExcluding(condition: object): boolean {
  if (!isActive(condition)) return false
  const { code } = condition as { readonly code?: unknown }
  return excluded(condition) || wordsIn(code).some((each) => NAMED.test(each) && HARMED.test(each))
}

/** Whether an allergy or intolerance is to a statin: by code, ingredient, or the words of one without. */
export function isToStatin(allergy: object): boolean {
  if (!isActive(allergy)) return false
  if (statinAllergy(allergy)) return true
  const allergen = allergenOf(allergy)
  if (allergen.kind === 'drug')
    return allergen.ingredients.some((code) => statin.keys.has(`${RXNORM}|${code}`))
  return allergen.kind === 'unknown' && NAMED.test(allergen.name ?? '')
}
