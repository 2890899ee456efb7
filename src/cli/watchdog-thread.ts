import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'

const { shared, limitMs } = workerData as {
  readonly shared: SharedArrayBuffer
  readonly limitMs: number
}
const [counts, text] = [new Int32Array(shared, 0, 2), new Uint8Array(shared, 8)]
let seen = 0
let since = performance.now()

setInterval(
  () => {
    const step = Atomics.load(counts, 0)
    if (step !== seen) {
      seen = step
      since = performance.now()
    } else if (performance.now() - since > limitMs) {
      const name = Buffer.from(text.slice(0, Atomics.load(counts, 1))).toString()
      writeSync(1, `${name}: did not come to an end within ${limitMs / 1000} s\n`)
      // The thread that loops hears nothing softer.
      process.kill(process.pid, 'SIGKILL')
    }
  },
  Math.min(limitMs / 4, 500),
)
