import { type Allergen, allergenOf, hadAngioedema, ingredientName } from '#cds'
import { CROSSING, type Relation, relationOf } from './classes.ts'

/** An allergy to medicines, read once for all orders. */
export interface Recorded<A> {
  readonly allergy: A
  readonly ingredients: readonly string[]
  readonly isSwollen: boolean
}

/** What an allergy means for an ordered medicine. */
export interface Finding<A> {
  readonly allergy: A
  readonly relation: Relation
  /** The name of the ingredient that the allergy is to. */
  readonly name: string | undefined
}

/** Allergies with what they are to, parted by whether that is known. */
export function readAllergies<A extends object>(allergies: readonly A[]) {
  const known: Recorded<A>[] = []
  const unknown: Extract<Allergen, { kind: 'unknown' }>[] = []
  for (const allergy of allergies) {
    const allergen = allergenOf(allergy)
    if (allergen.kind === 'unknown') unknown.push(allergen)
    if (allergen.kind === 'drug')
      known.push({
        allergy,
        ingredients: allergen.ingredients,
        isSwollen: hadAngioedema(allergy),
      })
  }
  return { known, unknown }
}

/**
 * Finds the allergies that matter to a medicine, in their order. They are looked up by ingredient, so that many
 * orders beside many allergies are not each held against each (T14).
 */
export function findingsAmong<A>(
  recorded: readonly Recorded<A>[],
): (ordered: readonly string[]) => readonly Finding<A>[] {
  const entries = recorded.map((each, place) => ({ ...each, place }))
  const byIngredient = Map.groupBy(
    entries.flatMap((each) => [...new Set(each.ingredients)].map((code) => ({ code, each }))),
    ({ code }) => code,
  )
  const crossing = entries.filter(({ ingredients }) => ingredients.some(isCrossing))
  return (ordered) => {
    const near = new Set([
      ...ordered.flatMap((code) => (byIngredient.get(code) ?? []).map(({ each }) => each)),
      ...(ordered.some(isCrossing) ? crossing : []),
    ])
    return [...near]
      .toSorted((a, b) => a.place - b.place)
      .flatMap(({ allergy, ingredients, isSwollen }) => {
        for (const each of ingredients)
          for (const other of ordered) {
            const relation = relationOf(each, other, isSwollen)
            if (relation !== undefined) return [{ allergy, relation, name: ingredientName(each) }]
          }
        return []
      })
  }
}

function isCrossing(code: string): boolean {
  return CROSSING.has(code)
}
