import {
  carbapenems,
  cephalosporins,
  codeGroup,
  codingsOf,
  medicationView,
  penicillins,
} from '#cds'

const penicillinClass = codeGroup('penicillin-allergy-class', { history: true })
const AZTREONAM = '1272'

/** RxNorm ingredients that the rule compares: penicillins, cephalosporins, carbapenems, aztreonam. */
export const BETA_LACTAMS: ReadonlySet<string> = new Set([
  ...penicillins,
  ...cephalosporins,
  ...carbapenems,
  AZTREONAM,
])

/** What an allergy is to, as far as beta-lactams go. */
export type Allergen =
  | { readonly kind: 'drug'; readonly ingredients: readonly string[] }
  | { readonly kind: 'penicillin-class' }
  | { readonly kind: 'other' }
  | { readonly kind: 'unknown'; readonly name: string | undefined }

interface Allergy {
  readonly code?: unknown
  readonly category?: readonly string[] | undefined
}

/** The substance of an allergy, by its codes alone. Food, pollen and the like are `other`. */
export function allergenOf(allergy: Allergy): Allergen {
  if (penicillinClass(allergy)) return { kind: 'penicillin-class' }
  const view = medicationView({ resourceType: 'Medication', code: allergy.code })
  if (view.state === 'known') {
    const ingredients = view.ingredients.filter((code) => BETA_LACTAMS.has(code))
    return ingredients.length === 0 ? { kind: 'other' } : { kind: 'drug', ingredients }
  }
  const { category } = allergy
  if (Array.isArray(category) && category.length > 0 && !category.includes('medication'))
    return { kind: 'other' }
  // Codes for "no known allergy" (SNOMED CT).
  if (codingsOf(allergy).some(({ code }) => NO_KNOWN.has(code))) return { kind: 'other' }
  return { kind: 'unknown', name: wordsOf(allergy.code) }
}

/** The client's own words for a substance: its text, or else the display of its first coding. */
function wordsOf(code: unknown): string | undefined {
  const { text, coding } = (code ?? {}) as { text?: unknown; coding?: unknown }
  const first = Array.isArray(coding) ? (coding[0] as { display?: unknown } | null) : undefined
  return [text, first?.display].find((each): each is string => typeof each === 'string')
}

const NO_KNOWN = new Set(['716186003', '409137002', '428197003'])
