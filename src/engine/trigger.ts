import type { CodeSet } from '../clinical/codes/code-set.ts'

/** When a rule applies, told by codes alone, so that one index answers for all rules. */
export type Trigger =
  | { readonly kind: 'ordering'; readonly codes: ReadonlySet<string> }
  | { readonly kind: 'ordering-medicine' }
  | { readonly kind: 'ordering-unidentified' }
  | { readonly kind: 'recorded'; readonly key: string; readonly codes: ReadonlySet<string> }

/**
 * The rule applies when an order in focus has one of these codes; medicines match by ingredient.
 *
 * @example when: ordering(rxnorm.metformin)
 */
export function ordering(...sets: readonly CodeSet[]): Trigger {
  return { kind: 'ordering', codes: union(sets) }
}

/** The rule applies when an order in focus is of a medicine that the product table knows. */
export const orderingMedicine: Trigger = { kind: 'ordering-medicine' }

/** The rule applies when an order in focus states a medicine that the product table does not know. */
export const orderingUnidentified: Trigger = { kind: 'ordering-unidentified' }

/**
 * The rule applies when the data of a prefetch key hold one of these codes.
 *
 * @example when: recorded('conditions', codeGroup('atrial-fibrillation'))
 */
export function recorded(key: string, ...sets: readonly CodeSet[]): Trigger {
  return { kind: 'recorded', key, codes: union(sets) }
}

function union(sets: readonly CodeSet[]): ReadonlySet<string> {
  // What does not compile comes here all the same, where types were not checked.
  if (sets.some((set) => set === undefined))
    throw new Error('a trigger has no code set: is the name of the medicine misspelt?')
  const [only] = sets
  if (sets.length === 1 && only !== undefined) return only.keys
  return new Set(sets.flatMap((set) => [...set.keys]))
}
