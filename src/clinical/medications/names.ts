import data from './rxnorm-ingredients.json' with { type: 'json' }
import { ingredientNames } from './table.ts'

let byName: Map<string, string> | undefined

/** The codes of the ingredient with this name; `undefined` for a name that RxNorm does not have. */
export function ingredientsNamed(name: string): readonly string[] | undefined {
  byName ??= new Map([...ingredientNames()].map(([code, each]) => [each.toLowerCase(), code]))
  const code = byName.get(name.trim().toLowerCase())
  if (code !== undefined) return [code]
  const key = camelCase(name)
  const listed: Readonly<Record<string, string>> = data.ingredients
  return Object.hasOwn(listed, key) ? listed[key]?.split(' ') : undefined
}

function camelCase(name: string): string {
  const [first = '', ...rest] = name
    .trim()
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
