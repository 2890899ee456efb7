import packed from './rxnorm-products.json' with { type: 'json' }

/** What the shipped table says of one RxNorm code. */
export interface RxnormProduct {
  readonly code: string
  /** RxNorm term type; `IN` for an ingredient. */
  readonly tty: string
  /** Ingredient (IN) codes. */
  readonly ingredients: readonly string[]
  /** Salt-level (PIN) codes, where known. */
  readonly precise: readonly string[]
  /** Beside `ingredients`: value and unit, or null where unknown. */
  readonly strength?: readonly (readonly [number | string, string] | null)[]
  readonly form?: string
  readonly route?: string
  readonly quantity?: readonly [number, string]
}

/** To be shown wherever the data are (NLM's condition). */
export const ATTRIBUTION: string = packed.attribution

const names = new Map<string, string>(Object.entries(packed.ingredients))
const text: string = packed.products
let starts: Uint32Array | undefined

/** Where each line begins; made at the first look-up. Lines are sorted by code. */
function lineStarts(): Uint32Array {
  if (starts !== undefined) return starts
  const found: number[] = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) found.push(at + 1)
  starts = Uint32Array.from(found)
  return starts
}

/**
 * Looks an RxNorm code up. `undefined` means *unknown*, never "no ingredient". The display that comes
 * with a code plays no part: real data contradict it.
 */
export function lookupRxnorm(code: string): RxnormProduct | undefined {
  if (!/^\d{1,9}$/.test(code)) return undefined
  const line = lineOf(Number(code))
  if (line !== undefined) return parsed(line)
  return names.has(code) ? { code, tty: 'IN', ingredients: [code], precise: [] } : undefined
}

/** The name of an ingredient. */
export function ingredientName(code: string): string | undefined {
  return names.get(code)
}

function lineOf(code: number): string | undefined {
  const from = lineStarts()
  let low = 0
  let high = from.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const start = from[middle] ?? 0
    const here = Number.parseInt(text.slice(start, start + 9), 10)
    if (here === code) {
      const end = text.indexOf('\n', start)
      return text.slice(start, end === -1 ? text.length : end)
    }
    if (here < code) low = middle + 1
    else high = middle - 1
  }
  return undefined
}

function parsed(line: string): RxnormProduct {
  const [code = '', tty = '', ins = '', pins = '', form, route, strength, quantity] =
    line.split('\t')
  const formName = named(packed.forms, form)
  const routeName = named(packed.routes, route)
  return {
    code,
    tty,
    ingredients: ins === '' ? [] : ins.split(','),
    precise: pins === '' ? [] : pins.split(','),
    ...(formName === undefined ? {} : { form: formName }),
    ...(routeName === undefined ? {} : { route: routeName }),
    ...(strength ? { strength: JSON.parse(strength) } : {}),
    ...(quantity ? { quantity: JSON.parse(quantity) } : {}),
  }
}

function named(list: readonly string[], index: string | undefined): string | undefined {
  return index ? list[Number(index)] : undefined
}

/** All ingredients with their names. */
export function ingredientNames(): Iterable<readonly [string, string]> {
  return names
}
