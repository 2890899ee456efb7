import packed from './rxnorm-products.json' with { type: 'json' }

/** An amount as RxNorm prints it: the value (a range is a text) and its unit. */
export type Amount = readonly [value: number | string, unit: string]

/** What the shipped table says of one RxNorm code. */
export interface RxnormProduct {
  readonly code: string
  /** RxNorm term type; `IN` for an ingredient. */
  readonly tty: string
  /** Ingredient (IN) codes. */
  readonly ingredients: readonly string[]
  /** Salt-level (PIN) codes, where known. */
  readonly precise: readonly string[]
  /** Beside `ingredients`; null where unknown. */
  readonly strength?: readonly (Amount | null)[]
  readonly form?: string
  readonly route?: string
  readonly quantity?: Amount
}

/** To be shown wherever the data are (NLM's condition). */
export const ATTRIBUTION: string = packed.attribution

const names: ReadonlyMap<string, string> = new Map(Object.entries(packed.ingredients))

// Lines `code|tty|in|pin|form|route|strength|qty|by`, sorted by code as a number, parted by `;`.
// They stay one text and are parsed only when looked up: see build-rxnorm.ts.
const lines: string = packed.products
const CODE = /^[1-9]\d{0,8}$/
const CODE_LENGTH = 9

// The same medicines come again and again; codes come from clients, so what is kept is bounded.
const seen = new Map<string, RxnormProduct>()
const LIMIT = 2_000

/**
 * Looks an RxNorm code up. `undefined` means *unknown*, never "no ingredient". The display that comes
 * with a code plays no part: real data contradict it.
 *
 * @example lookupRxnorm('860975') // metformin 500 MG, 24-hour tablet
 */
export function lookupRxnorm(code: string): RxnormProduct | undefined {
  const known = seen.get(code)
  if (known !== undefined || !CODE.test(code)) return known
  const found = find(code)
  if (found !== undefined && seen.size < LIMIT) seen.set(code, found)
  return found
}

/** The name of an ingredient. */
export function ingredientName(code: string): string | undefined {
  return names.get(code)
}

/** All ingredients with their names. */
export function ingredientNames(): Iterable<readonly [code: string, name: string]> {
  return names
}

function find(code: string): RxnormProduct | undefined {
  const line = lineOf(Number(code))
  if (line !== undefined) return parsed(line)
  return names.has(code) ? { code, tty: 'IN', ingredients: [code], precise: [] } : undefined
}

/** Bisects the text itself: from any place in it, the line begins after the separator before. */
function lineOf(code: number): string | undefined {
  let low = 0
  let high = lines.length
  while (low < high) {
    const start = lines.lastIndexOf(';', ((low + high) >>> 1) - 1) + 1
    const separator = lines.indexOf(';', start)
    const end = separator === -1 ? lines.length : separator
    const here = Number.parseInt(lines.slice(start, start + CODE_LENGTH), 10)
    if (here === code) return lines.slice(start, end)
    if (here < code) low = end + 1
    else high = start
  }
  return undefined
}

function parsed(line: string): RxnormProduct {
  const [code = '', tty = '', ins, pins, formIndex, routeIndex, strengths, quantities] =
    line.split('|')
  const form = at(packed.forms, formIndex)
  const route = at(packed.routes, routeIndex)
  const strength = members(strengths).map(amount)
  const quantity = quantities ? amount(quantities) : null
  return {
    code,
    tty,
    ingredients: members(ins),
    precise: members(pins),
    ...(strength.length === 0 ? {} : { strength }),
    ...(form === undefined ? {} : { form }),
    ...(route === undefined ? {} : { route }),
    ...(quantity === null ? {} : { quantity }),
  }
}

function members(field: string | undefined): readonly string[] {
  return field ? field.split(',') : []
}

function amount(field: string): Amount | null {
  const space = field.indexOf(' ')
  if (space === -1) return null
  const value = field.slice(0, space)
  const number = Number(value)
  return [Number.isNaN(number) ? value : number, field.slice(space + 1)]
}

function at(list: readonly string[], index: string | undefined): string | undefined {
  return index ? list[Number(index)] : undefined
}
