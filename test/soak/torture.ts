import { setTimeout as pause } from 'node:timers/promises'
import { BAD_RULES } from '../resilience/rule-torture/bad-rules.ts'
import { call, orderSign, workersReady } from '../resilience/rule-torture/calls.ts'
import { stop } from '../support/serve.ts'
import { servicesWith } from '../support/services-with.ts'
import { residentMib } from './process-figures.ts'
import { type Check, check, type Soak } from './soak.ts'
import { serveWatched } from './watched.ts'

const SERVICE = 'medication-safety'
const WORKERS = 2
/** The pool keeps one more than work. */
const SPARE = 1
/**
 * Three faults of a rule in a minute suspend it, and one run may count twice; here each is to run each time, also
 * where it is met seconds earlier than in the round before.
 */
const LEAST_ROUND_MS = 75_000
const LEAK_MIB = 5

export const torture: Soak<{ rounds: number }> = {
  promise: 'R18',
  title: 'every bad rule again and again, one at a time: what is left behind',
  options: { rounds: 12 },
  async run({ rounds }, say): Promise<readonly Check[]> {
    const rules = Object.entries(BAD_RULES).map(([name, { body }]) => ({
      name,
      body,
      onlyIfNamed: true,
    }))
    const config = `{ workers: ${WORKERS}, openMode: { deadlineMs: 20000 } }`
    const env = { CARDSTOCK_SERVICES: servicesWith(SERVICE, rules) }
    const serving = await serveWatched(config, env)
    const { url, pid } = serving
    await workersReady(url, WORKERS + SPARE)
    const { real: expected } = await call(url, SERVICE, orderSign())
    let bare = 0
    let suspended = 0
    const round = async (): Promise<void> => {
      const began = performance.now()
      for (const { name } of rules) {
        await workersReady(url, WORKERS + SPARE)
        const { status, real } = await call(url, SERVICE, orderSign(name))
        if (status !== 200 || real.join('\n') !== expected.join('\n')) bare += 1
      }
      await workersReady(url, WORKERS + SPARE)
      const { suspended: now = [] } = (await (await fetch(`${url}/readyz`)).json()) as {
        readonly suspended?: readonly string[]
      }
      suspended += now.length
      await pause(Math.max(0, LEAST_ROUND_MS - (performance.now() - began)))
    }
    // What is compiled and filled once is no leak.
    await round()
    const look = async () => ({
      heap: (await serving.inside()).heapMib,
      resident: residentMib(pid),
    })
    const before = await look()
    let after = before
    for (let n = 1; n <= rounds; n += 1) {
      await round()
      after = await look()
      const [heap, resident] = [after.heap.toFixed(1), after.resident.toFixed(0)]
      say(`${n} of ${rounds}: heap ${heap} MiB, resident ${resident}`)
    }
    const code = await stop(serving)
    const grown = after.heap - before.heap
    return [
      check('runs of bad rules', rules.length * (rounds + 1), true),
      check("without the real rules' cards", bare, bare === 0),
      check('suspended, so that they did not run', suspended, suspended === 0),
      check('heap after collection grown, MiB', grown, grown <= LEAK_MIB),
      check(
        'resident then and now, MiB',
        `${before.resident.toFixed(0)}, ${after.resident.toFixed(0)}`,
        true,
      ),
      check('exit', String(code), code === 0),
    ]
  },
}
