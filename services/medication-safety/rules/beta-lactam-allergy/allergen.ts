import { allergenOf, carbapenems, cephalosporins, codeGroup, penicillins } from '#cds'

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
export type Allergen = ReturnType<typeof allergenOf> | { readonly kind: 'penicillin-class' }

/** The substance of an allergy; of a medicine only its beta-lactams. */
export function betaLactamOf(allergy: object): Allergen {
  if (penicillinClass(allergy)) return { kind: 'penicillin-class' }
  const allergen = allergenOf(allergy)
  if (allergen.kind !== 'drug') return allergen
  const ingredients = allergen.ingredients.filter((code) => BETA_LACTAMS.has(code))
  return ingredients.length === 0 ? { kind: 'other' } : { kind: 'drug', ingredients }
}
