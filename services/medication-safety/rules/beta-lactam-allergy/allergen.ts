import { cephalosporins, codeGroup, codingsOf, medicationView, penicillins } from '#cds'

const penicillinClass = codeGroup('penicillin-allergy-class', { history: true })
const BETA_LACTAMS = new Set([...penicillins, ...cephalosporins, '1272'])

/** What an allergy is to, as far as beta-lactams go. */
export type Allergen =
  | { readonly kind: 'drug'; readonly ingredient: string }
  | { readonly kind: 'penicillin-class' }
  | { readonly kind: 'other' }
  | { readonly kind: 'unknown' }

interface Allergy {
  readonly code?: unknown
  readonly category?: readonly string[] | undefined
}

/** The substance of an allergy, by its codes alone. Food, pollen and the like are `other`. */
export function allergenOf(allergy: Allergy): Allergen {
  if (penicillinClass(allergy)) return { kind: 'penicillin-class' }
  const view = medicationView({ resourceType: 'Medication', code: allergy.code })
  if (view.state === 'known') {
    const ingredient = view.ingredients.find((code) => BETA_LACTAMS.has(code))
    return ingredient === undefined ? { kind: 'other' } : { kind: 'drug', ingredient }
  }
  const { category } = allergy
  if (Array.isArray(category) && category.length > 0 && !category.includes('medication'))
    return { kind: 'other' }
  // Codes for "no known allergy" (SNOMED CT).
  if (codingsOf(allergy).some(({ code }) => NO_KNOWN.has(code))) return { kind: 'other' }
  return { kind: 'unknown' }
}

const NO_KNOWN = new Set(['716186003', '409137002', '428197003'])
