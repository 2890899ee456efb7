import { type CodeSet, codes } from '../codes/code-set.ts'
import { RXNORM } from '../codes/systems.ts'
import data from './rxnorm-ingredients.json' with { type: 'json' }

type Name = keyof typeof data.ingredients

/**
 * Medicines by ingredient, for triggers and look-ups: `rxnorm.metformin`. A misspelt name does not
 * compile.
 */
export const rxnorm = Object.freeze(
  Object.fromEntries(
    Object.entries(data.ingredients).map(([name, list]) => [name, codes(RXNORM, list.split(' '))]),
    // Built from the data's own keys, which is what the type says.
  ) as { readonly [N in Name]: CodeSet },
)

/** A set of ingredients by RxNorm code. */
export function ingredients(list: readonly string[]): CodeSet {
  return codes(RXNORM, list)
}
