/** First in, first out, holding at most `limit` items: a push beyond that drops the oldest. */
export class BoundedQueue<T> {
  readonly #limit: number
  #items: T[] = []
  #head = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#items.length - this.#head
  }

  /** Returns how many items were dropped (0 or 1). */
  push(item: T): number {
    this.#items.push(item)
    return this.#trim()
  }

  /** Removes and returns the oldest items, at most `count`. */
  take(count: number): readonly T[] {
    const taken = this.#items.slice(this.#head, this.#head + count)
    this.#head += taken.length
    this.#compact()
    return taken
  }

  /** Puts items back in front, in their order; returns how many had to be dropped. */
  restore(items: readonly T[]): number {
    this.#items = [...items, ...this.#items.slice(this.#head)]
    this.#head = 0
    return this.#trim()
  }

  #trim(): number {
    const excess = Math.max(0, this.size - this.#limit)
    this.#head += excess
    this.#compact()
    return excess
  }

  /** Frees the consumed front once it is the larger half: constant cost per item on average. */
  #compact(): void {
    if (this.#head * 2 < this.#items.length) return
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }
}
