import type { Order } from '#cds'

interface First {
  readonly any: Order
  readonly selected: Order | undefined
}

/** The first order under each key: a session may hold thousands, too many to compare each with each. */
export class Firsts {
  readonly #byKey = new Map<string, First>()

  add(keys: readonly string[], order: Order): void {
    for (const key of keys) {
      const known = this.#byKey.get(key)
      const selected = known?.selected ?? (order.selected ? order : undefined)
      this.#byKey.set(key, { any: known?.any ?? order, selected })
    }
  }

  /** The first order under a key, to set beside another one: of the two, one at least is selected. */
  beside(key: string, { selected }: Order): Order | undefined {
    const first = this.#byKey.get(key)
    return selected ? first?.any : first?.selected
  }
}
