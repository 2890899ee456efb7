/**
 * Re-encodes the RxNorm product table into `rxnorm-products.json`: one text of lines that stay packed
 * in memory, in place of 58,317 objects. Run it when the table is rebuilt:
 *
 *   node src/clinical/medications/build-rxnorm.ts <path of the product table>
 *
 * Of the separators none needs an escape in JSON, which makes the text quick to load.
 */
import { readFileSync, writeFileSync } from 'node:fs'

type Amount = readonly [value: number | string, unit: string]

interface Product {
  readonly tty: string
  readonly in: readonly string[]
  readonly pin?: readonly string[]
  readonly strength?: readonly (Amount | null)[]
  readonly form?: string
  readonly route?: string
  readonly qty?: Amount
  readonly by?: string
}

interface Table {
  readonly version: string
  readonly system: string
  readonly attribution: string
  readonly sources: readonly unknown[]
  readonly counts: unknown
  readonly ingredients: Readonly<Record<string, string>>
  readonly products: Readonly<Record<string, Product>>
}

const [input] = process.argv.slice(2)
if (input === undefined) throw new Error('usage: node build-rxnorm.ts <path>')
// The table is our own, in the shape above.
const table = JSON.parse(readFileSync(input, 'utf8')) as Table

const index = (values: readonly (string | undefined)[]): string[] =>
  [...new Set(values.filter((value) => value !== undefined))].toSorted()
const entries = Object.entries(table.products)
const forms = index(entries.map(([, product]) => product.form))
const routes = index(entries.map(([, product]) => product.route))
const at = (list: readonly string[], value: string | undefined): string =>
  value === undefined ? '' : String(list.indexOf(value))

const lines = entries
  .toSorted(([a], [b]) => Number(a) - Number(b))
  .map(([code, { tty, in: ingredients, pin = [], strength = [], form, route, qty, by = '' }]) =>
    [
      code,
      tty,
      ingredients.join(','),
      pin.join(','),
      at(forms, form),
      at(routes, route),
      strength.map(amount).join(','),
      qty === undefined ? '' : amount(qty),
      by,
    ]
      .map(plain)
      .join('|')
      .replace(/\|+$/, ''),
  )

function amount(given: Amount | null): string {
  return given === null ? '-' : given.map(plain).join(' ')
}

function plain(field: string | number): string {
  const text = String(field)
  if (/[|;"\\]|[^\x20-\x7e]/.test(text)) throw new Error(`cannot be packed: ${text}`)
  return text
}

const { version, system, attribution, sources, counts, ingredients } = table
const columns = 'code|tty|in|pin|form|route|strength|qty|by'
const products = lines.join(';')
const packed = {
  version,
  system,
  attribution,
  sources,
  counts,
  columns,
  forms,
  routes,
  ingredients,
  products,
}
writeFileSync(
  new URL('./rxnorm-products.json', import.meta.url),
  `${JSON.stringify(packed, null, 1)}\n`,
)
