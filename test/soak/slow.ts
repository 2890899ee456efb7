import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { patientViewBody } from '../bench/bodies.ts'
import { serve, stop } from '../support/serve.ts'
import { percentile } from './open-loop.ts'
import { descriptors } from './process-figures.ts'
import type { Crowd } from './slow-crowd.ts'
import { type Check, check, type Soak } from './soak.ts'
import { counted, forSeconds, percentiles, times } from './tell.ts'

const path = '/cds-services/cardiometabolic-risk'
const SHOT = { path, body: patientViewBody(20_000) }

/** How long each of the crowd's sockets took until it was cut, in ms. */
async function cutAfter(crowd: Crowd): Promise<readonly number[]> {
  const worker = new Worker(new URL('./slow-crowd.ts', import.meta.url), { workerData: crowd })
  const [times] = (await once(worker, 'message')) as [readonly number[]]
  return times
}

export const slow: Soak<{ dripping: number; idle: number; perSecond: number }> = {
  promise: 'R14',
  title: 'sockets that drip or say nothing',
  options: { dripping: 300, idle: 1_000, perSecond: 100 },
  async run({ dripping, idle, perSecond }, say): Promise<readonly Check[]> {
    const serving = await serve()
    const { url, child } = serving
    const pid = child.pid ?? 0
    const load = { url, perSecond, shot: () => SHOT }
    await forSeconds(10, load)
    const baseline = await forSeconds(20, load)
    await pause(1_000)
    const before = descriptors(pid)
    const port = Number(new URL(url).port)
    const cut = cutAfter({ port, path, dripping, idle })
    const crowded = await forSeconds(20, load)
    const cuts = await cut
    const slowest = Math.max(...cuts)
    say('all were cut')
    await pause(1_000)
    const after = descriptors(pid)
    const code = await stop(serving)
    const failed = crowded.filter(({ status }) => status !== 200)
    const [base, worse] = [percentile(times(baseline), 0.99), percentile(times(crowded), 0.99)]
    return [
      check('slow sockets', cuts.length, cuts.length === dripping + idle),
      check('cut after, s at most', slowest / 1000, slowest <= 20_000),
      check('other calls before', percentiles(baseline), true),
      check('other calls meanwhile', percentiles(crowded), worse <= Math.max(2 * base, 20)),
      check('of these failed', counted(failed), failed.length === 0),
      check('descriptors before and after', `${before}, ${after}`, Math.abs(after - before) <= 10),
      check('exit', String(code), code === 0),
    ]
  },
}
