const LONGEST_RETRY_MS = 10_000

/** Calls `flush` after a pause, which grows with each failure in a row. One call waits at a time. */
export class FlushTimer {
  readonly #flush: () => Promise<void>
  readonly #flushAfterMs: number
  #failuresInRow = 0
  #stopped = false
  #timer: NodeJS.Timeout | undefined

  constructor(flush: () => Promise<void>, flushAfterMs: number) {
    this.#flush = flush
    this.#flushAfterMs = flushAfterMs
  }

  get isStopped(): boolean {
    return this.#stopped
  }

  soon(): void {
    this.#schedule(this.#flushAfterMs)
  }

  succeeded(): void {
    this.#failuresInRow = 0
  }

  failed(): void {
    this.#failuresInRow += 1
    const pause = this.#flushAfterMs * 2 ** Math.min(this.#failuresInRow, 20)
    this.#schedule(Math.min(Math.max(pause, 1), LONGEST_RETRY_MS))
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #schedule(delayMs: number): void {
    if (this.#stopped || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#flush().catch(() => {
        // Already told through onError and tried again later; a timer has nobody else to tell.
      })
    }, delayMs)
    this.#timer.unref()
  }
}
