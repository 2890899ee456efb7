import data from './generics.json' with { type: 'json' }

let pairs: ReadonlyMap<string, string> | undefined

/** The generic product for a branded one, both by RxNorm code; `undefined` where there is not just one. */
export function genericFor(code: string): string | undefined {
  pairs ??= new Map(data.pairs.split(' ').map((pair) => pair.split(':') as [string, string]))
  return pairs.get(code)
}
