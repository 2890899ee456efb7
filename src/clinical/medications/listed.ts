import classes from './classes.json' with { type: 'json' }
import { ingredientName } from './table.ts'

/**
 * The RxNorm codes of a list of ingredients as the tables of rules write it: ids of classes, and single ingredients
 * with their names, so that a reviewer reads what a rule compares.
 *
 * @param list such as `['nsaid', '11289 warfarin']`
 * @throws Error for a class that is not shipped, or a code that does not have that name
 */
export function listedIngredients(list: readonly string[]): readonly string[] {
  return [...new Set(list.flatMap(codesOf))]
}

function codesOf(entry: string): readonly string[] {
  const known: Readonly<Record<string, object>> = classes.classes
  const members = Object.hasOwn(known, entry) ? known[entry] : undefined
  if (members !== undefined) return Object.keys(members)
  const space = entry.indexOf(' ')
  const code = entry.slice(0, space)
  if (space === -1 || ingredientName(code) !== entry.slice(space + 1))
    throw new Error(`“${entry}” is no class of medicines and no RxNorm ingredient with its name`)
  return [code]
}
