import type { LoadedRule, Registry } from './registry.ts'

/**
 * Every rule of a registry under two numbers: one for ordinary inputs, and one, higher than all of those,
 * for large ones, so that what it does with these is counted apart. The same in each thread that loaded
 * the same services.
 */
export interface Numbered {
  readonly names: readonly string[]
  readonly rules: readonly { readonly service: string; readonly loaded: LoadedRule }[]
  of(loaded: LoadedRule, isLarge?: boolean): number
  /** The number of a rule by its ids; -1 where there is none. */
  find(service: string, rule: string, isLarge?: boolean): number
  isForLarge(number: number): boolean
}

export function numbered(registry: Registry): Numbered {
  const rules = [...registry.values()].flatMap(({ service, rules }) =>
    rules.map((loaded) => ({ service: service.id, loaded })),
  )
  const names = rules.map(({ service, loaded }) => `${service}/${loaded.rule.id}`)
  const byRule = new Map(rules.map(({ loaded }, index) => [loaded, index]))
  const byName = new Map(names.map((name, index) => [name, index]))
  const larger = names.length
  const at = (index = -1, isLarge = false): number =>
    isLarge && index >= 0 ? index + larger : index
  return {
    names: [...names, ...names],
    rules: [...rules, ...rules],
    of: (loaded, isLarge) => at(byRule.get(loaded), isLarge),
    find: (service, rule, isLarge) => at(byName.get(`${service}/${rule}`), isLarge),
    isForLarge: (number) => number >= larger,
  }
}
