import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { serve } from '../support/serve.ts'
import { clientOf } from './client.ts'
import { openLoop, type Sample } from './open-loop.ts'
import { seeded } from './random.ts'
import { type Check, check, type Soak } from './soak.ts'
import { counted } from './tell.ts'

const body = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')
const SHOT = { path: '/cds-services/cardiometabolic-risk', body }

interface Stop {
  readonly samples: readonly Sample[]
  /** From the signal to the first 503 of `/readyz`. */
  readonly notReadyMs: number
  readonly exitMs: number
  readonly code: number | null
}

/** One stop under load. The callers stand behind a load balancer, which sends until `/readyz` fails. */
async function stopped(perSecond: number, lifeMs: number): Promise<Stop> {
  const { child, url } = await serve()
  const probe = clientOf(url, 1)
  // What is compiled late is no fault of stopping.
  for (let n = 0; n < 100; n += 1) await probe.post(SHOT.path, body)
  let isOver = false
  const load = openLoop({ url, perSecond, shot: () => SHOT, isOver: () => isOver })
  await pause(lifeMs)
  const exited = once(child, 'exit')
  const told = performance.now()
  child.kill('SIGTERM')
  while ((await probe.get('/readyz')).status !== 503) await pause(5)
  const notReadyMs = performance.now() - told
  await pause(50)
  isOver = true
  probe.close()
  const samples = await load
  const [code] = (await exited) as [number | null]
  return { samples, notReadyMs, exitMs: performance.now() - told, code }
}

export const drain: Soak<{ stops: number; perSecond: number; seed: number }> = {
  promise: 'R12',
  title: 'SIGTERM under load',
  options: { stops: 100, perSecond: 200, seed: 20_261_126 },
  async run({ stops, perSecond, seed }, say): Promise<readonly Check[]> {
    const random = seeded(seed)
    const all: Stop[] = []
    for (let n = 1; n <= stops; n += 1) {
      all.push(await stopped(perSecond, 300 + random() * 400))
      if (n % 10 === 0) say(`${n} stops`)
    }
    const samples = all.flatMap((each) => each.samples)
    const failed = samples.filter(({ status }) => status !== 200)
    const codes = all.filter(({ code }) => code !== 0)
    const slowest = Math.max(...all.map(({ exitMs }) => exitMs))
    return [
      check('stops', stops, true),
      check('calls', samples.length, samples.length > stops * 10),
      check('calls that failed', counted(failed), failed.length === 0),
      check('exits other than 0', codes.length, codes.length === 0),
      check('/readyz 503 after, ms at most', Math.max(...all.map((e) => e.notReadyMs)), true),
      check('exit after, ms at most', slowest, slowest <= 10_000),
    ]
  },
}
