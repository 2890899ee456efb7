import { availableParallelism } from 'node:os'
import { clientOf } from '../soak/client.ts'
import { serve, stop } from '../support/serve.ts'
import { servicesWith } from '../support/services-with.ts'
import { patientViewBody } from './bodies.ts'

/**
 * `npm run bench:workers`: calls a second with one worker, and with one for each processor, of a rule that
 * computes for some milliseconds; where there are cores, throughput grows with the workers. In turn, since
 * a shared machine moves, and the ratio is the median over neighbouring turns.
 */
const ROUNDS = 5
const CALLS = 100
const SERVICE = 'cardiometabolic-risk'
// In small steps, so that the compiler has done its work in the first calls.
const COMPUTES = `const step = (from) => {
      let sum = from
      for (let turn = 0; turn < 1000; turn++) sum = (sum * 31 + turn) | 0
      return sum
    }
    let sum = 0
    for (let turn = 0; turn < 10_000; turn++) sum = step(sum)
    return sum === 0.5 ? [card('says')] : []`

const most = availableParallelism()
const servicesDir = servicesWith(SERVICE, [
  { name: 'computes', body: COMPUTES, onlyIfNamed: false, hook: 'patient-view' },
])
const body = patientViewBody(25_000)

async function callsPerSecond(url: string): Promise<number> {
  const client = clientOf(url, 2 * most)
  let sent = 0
  const lane = async (): Promise<void> => {
    while (sent++ < CALLS) {
      const { status } = await client.post(`/cds-services/${SERVICE}`, body)
      if (status !== 200) throw new Error(`answered ${status}, not 200`)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: 2 * most }, lane))
  client.close()
  return CALLS / ((performance.now() - began) / 1000)
}

const servings = []
for (const workers of [1, most]) {
  const config = `{ workers: ${workers}, ruleBudgetMs: 5000, openMode: { deadlineMs: 60000 } }`
  servings.push(await serve(config, { env: { CARDSTOCK_SERVICES: servicesDir } }))
}
const figures: number[][] = servings.map(() => [])
for (let round = 0; round < ROUNDS + 2; round++)
  for (const [index, { url }] of servings.entries()) {
    const figure = await callsPerSecond(url)
    // The first two rounds warm up.
    if (round > 1) figures[index]?.push(figure)
  }
for (const serving of servings) await stop(serving)

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const [one = [], all = []] = figures
console.log(
  `1 worker: ${median(one).toFixed(0)} calls a second; ${most}: ${median(all).toFixed(0)}`,
)
console.log(
  `ratio ${median(all.map((figure, index) => figure / (one[index] ?? Number.NaN))).toFixed(2)}`,
)
