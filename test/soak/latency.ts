import { patientViewBody } from '../bench/bodies.ts'
import { stop } from '../support/serve.ts'
import { percentile } from './open-loop.ts'
import { type Check, check, type Soak } from './soak.ts'
import { counted, forSeconds, percentiles, times } from './tell.ts'
import { serveWatched } from './watched.ts'

const SHOT = { path: '/cds-services/cardiometabolic-risk', body: patientViewBody(20_000) }
/** Milliseconds, for two processors that do nothing else. */
const LIMITS = { p50: 10, p99: 50, p999: 150, stall: 100 }

export const latency: Soak<{ perSecond: number; seconds: number }> = {
  promise: 'R11',
  title: 'latency at normal load, 20 KB of prefetch; R17 the longest stall meanwhile',
  options: { perSecond: 200, seconds: 60 },
  async run({ perSecond, seconds }): Promise<readonly Check[]> {
    const serving = await serveWatched()
    const { url } = serving
    await forSeconds(15, { url, perSecond, shot: () => SHOT })
    await serving.inside()
    const samples = await forSeconds(seconds, { url, perSecond, shot: () => SHOT })
    const { stallMs } = await serving.inside()
    const code = await stop(serving)
    const failed = samples.filter(({ status }) => status !== 200)
    const ms = times(samples)
    const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => percentile(ms, share))
    return [
      check('calls', samples.length, samples.length >= perSecond * seconds * 0.99),
      check('failed', counted(failed), failed.length === 0),
      check('p50, ms', p50 ?? Number.NaN, (p50 ?? Infinity) <= LIMITS.p50),
      check('p99, ms', p99 ?? Number.NaN, (p99 ?? Infinity) <= LIMITS.p99),
      check('p99.9, ms', p999 ?? Number.NaN, (p999 ?? Infinity) <= LIMITS.p999),
      check('all', percentiles(samples), true),
      check('longest stall, ms', stallMs, stallMs <= LIMITS.stall),
      check('exit', String(code), code === 0),
    ]
  },
}
