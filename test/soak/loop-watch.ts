import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Brought into the service by `--import`: on SIGUSR2 writes what it is like inside (`Inside`, as JSON) into
 * the file that LOOP_WATCH names.
 */
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
const watch = monitorEventLoopDelay({ resolution: 5 })
watch.enable()
process.on('SIGUSR2', () => {
  const stallMs = watch.max / 1e6
  collectGarbage()
  const heapMib = process.memoryUsage().heapUsed / 1024 / 1024
  const timers = process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length
  writeFileSync(process.env.LOOP_WATCH ?? '', JSON.stringify({ stallMs, heapMib, timers }))
  // Collecting held it up, too.
  setImmediate(() => watch.reset())
})
