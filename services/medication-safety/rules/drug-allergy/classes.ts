import {
  type AllergySeverity,
  carbapenems,
  cephalosporins,
  listedIngredients,
  medicationClass,
  penicillins,
} from '#cds'

const AZTREONAM = '1272'
/** They have their own rule, which knows their side chains. */
export const BETA_LACTAMS: ReadonlySet<string> = new Set([
  ...penicillins,
  ...cephalosporins,
  ...carbapenems,
  AZTREONAM,
])

// Antibiotic sulfonamides share the N4 arylamine, sulfasalazine gives one off; others (furosemide,
// thiazides, celecoxib …) lack it and do not cross-react (Strom 2003).
const SULFONAMIDES = new Set(
  listedIngredients([
    '10180 sulfamethoxazole',
    '10171 sulfadiazine',
    '10169 sulfacetamide',
    '9524 sulfasalazine',
  ]),
)
const SACUBITRIL = '1656328'
const acei = codesOf(medicationClass('acei').keys)
const arb = codesOf(medicationClass('arb').keys)

/** All that may cross-react with another ingredient. */
export const CROSSING: ReadonlySet<string> = new Set([...SULFONAMIDES, ...acei, ...arb, SACUBITRIL])

/** What an allergy to one ingredient means for another. */
export interface Relation {
  readonly words: string
  /** The pair is contraindicated whatever the record says of the reaction. */
  readonly isContraindicated?: boolean
}

/**
 * How an ordered ingredient stands to one that an allergy is on file for; `undefined` where nothing
 * verified links the two.
 */
export function relationOf(
  allergen: string,
  ordered: string,
  hadAngioedema: boolean,
): Relation | undefined {
  if (BETA_LACTAMS.has(allergen) && BETA_LACTAMS.has(ordered)) return undefined
  if (allergen === ordered) return { words: 'The same drug' }
  if (SULFONAMIDES.has(allergen) && SULFONAMIDES.has(ordered))
    return { words: 'Antibiotic sulfonamides cross-react' }
  if (!hadAngioedema) return undefined
  if (acei.has(allergen) && (acei.has(ordered) || ordered === SACUBITRIL))
    return { words: ANGIOEDEMA, isContraindicated: true }
  if (arb.has(allergen) && ordered === SACUBITRIL)
    return { words: ANGIOEDEMA, isContraindicated: true }
  return undefined
}

const ANGIOEDEMA = 'Angio-oedema under an ACE inhibitor or ARB forbids the ordered medicine (label)'

/** The card for a relation. */
export function cardFor(
  { isContraindicated }: Relation,
  severity: AllergySeverity,
): 'severe' | 'allergy' | 'intolerance' {
  if (isContraindicated || severity === 'scar' || severity === 'severe') return 'severe'
  return severity === 'intolerance' ? 'intolerance' : 'allergy'
}

function codesOf(keys: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...keys].map((key) => key.slice(key.indexOf('|') + 1)))
}
