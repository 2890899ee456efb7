import { execFileSync } from 'node:child_process'
import autocannon from 'autocannon'
import { patientViewBody } from '../bench/bodies.ts'
import { serve, stop } from '../support/serve.ts'
import { flood } from './flood.ts'
import { percentile, type Sample } from './open-loop.ts'
import { type Check, check, type Soak } from './soak.ts'
import { counted, forSeconds, percentiles, times } from './tell.ts'

const SHOT = { path: '/cds-services/cardiometabolic-risk', body: patientViewBody(20_000) }

/** Answers per second when sixteen callers each send the next call on the answer to the last. */
async function capacityOf(url: string, seconds: number): Promise<number> {
  const result = await autocannon({
    url: url + SHOT.path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: SHOT.body,
    connections: 16,
    duration: seconds,
  })
  return result.requests.average
}

const p99 = (samples: readonly Sample[]) => percentile(times(samples), 0.99)

export const overload: Soak<{ seconds: number; times: number }> = {
  promise: 'R10',
  title: 'several times the load that can be served, open loop',
  options: { seconds: 60, times: 4 },
  async run({ seconds, times: factor }, say): Promise<readonly Check[]> {
    // The senders keep to one processor; the service has both, as it would have elsewhere.
    execFileSync('taskset', ['-a', '-p', '-c', '1', String(process.pid)])
    const serving = await serve('', { through: ['taskset', '-c', '0,1'] })
    const { url } = serving
    await capacityOf(url, 10)
    const capacity = await capacityOf(url, 10)
    say(`capacity ${capacity.toFixed(0)} calls per second`)
    const calm = { url, perSecond: Math.max(10, capacity / 10), shot: () => SHOT }
    const baseline = await forSeconds(10, calm)
    const began = performance.now()
    const samples = await flood({
      url,
      ...SHOT,
      perSecond: capacity * factor,
      seconds,
      connections: 1_000,
    })
    const tookS = (performance.now() - began) / 1000
    const after = await forSeconds(10, calm)
    const code = await stop(serving)

    const accepted = samples.filter(({ status }) => status === 200)
    const refused = samples.filter(({ status }) => status === 503 || status === 429)
    const others = samples.filter(({ status }) => ![200, 429, 503].includes(status))
    const silent = refused.filter(({ retryAfter }) => !retryAfter)
    const offered = samples.length / tookS / capacity
    const share = accepted.length / tookS / capacity
    // From the fifth second on it must be as before.
    const late = after.filter(({ dueMs }) => dueMs > 5_000)
    const [before, later] = [p99(baseline), p99(late)]
    return [
      check('capacity, calls per second', capacity, true),
      // Where the callers cannot keep up, the machine is too small or too busy to show this.
      check('offered, times the capacity', offered, offered >= factor * 0.7),
      check('answers', counted(samples), others.length === 0),
      check('throughput, % of capacity', share * 100, share >= 0.8),
      check('accepted', percentiles(accepted), p99(accepted) <= 500),
      check('refused', percentiles(refused), refused.length > 0 && p99(refused) <= 50),
      check('refused without Retry-After', silent.length, silent.length === 0),
      check('p99 before, ms', before, true),
      check('p99 5 s after, ms', later, later <= Math.max(before * 2, 50)),
      check('exit', String(code), code === 0),
    ]
  },
}
