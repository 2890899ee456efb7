/**
 * Does work that comes in one turn of the event loop together, right after all of that turn has been read
 * from the network. Evaluating is much code that little data flows through: one call after another finds
 * it in the processor's caches, where calls with socket work in between find it gone (`docs/performance.md`).
 *
 * @param most as many together at most, so that what comes in meanwhile waits no longer than for these
 */
export function inTurns(most = 16): <T>(work: () => Promise<T>) => Promise<T> {
  let waiting: (() => void)[] = []
  const run = (): void => {
    const now = waiting.slice(0, most)
    waiting = waiting.slice(most)
    if (waiting.length > 0) setImmediate(run)
    for (const start of now) start()
  }
  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(run)
      waiting.push(async () => {
        try {
          resolve(await work())
        } catch (error) {
          reject(error)
        }
      })
    })
}
