/**
 * Re-encodes the RxNorm product table into `rxnorm-products.json`: one text of lines that stay packed
 * in memory, in place of 58,317 objects. Run it when the table is rebuilt:
 *
 *   node src/clinical/medications/build-rxnorm.ts <path of the product table>
 */
import { readFileSync, writeFileSync } from 'node:fs'

interface Product {
  readonly tty: string
  readonly in: readonly string[]
  readonly pin?: readonly string[]
  readonly strength?: readonly unknown[]
  readonly form?: string
  readonly route?: string
  readonly qty?: readonly unknown[]
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
  .map(([code, { tty, in: ingredients, pin, strength, form, route, qty, by }]) =>
    [
      code,
      tty,
      ingredients.join(','),
      pin?.join(',') ?? '',
      at(forms, form),
      at(routes, route),
      strength === undefined ? '' : JSON.stringify(strength),
      qty === undefined ? '' : JSON.stringify(qty),
      by ?? '',
    ].join('\t'),
  )

const { version, system, attribution, sources, counts, ingredients } = table
const columns = ['code', 'tty', 'in', 'pin', 'form', 'route', 'strength', 'qty', 'by']
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
  products: lines.join('\n'),
}
writeFileSync(
  new URL('./rxnorm-products.json', import.meta.url),
  `${JSON.stringify(packed, null, 1)}\n`,
)
