import { patientViewBody } from '../bench/bodies.ts'
import { NOT_JSON } from '../security/hostile/json-texts.ts'
import { stop } from '../support/serve.ts'
import type { Sample, Shot } from './open-loop.ts'
import { type Check, check, type Soak } from './soak.ts'
import { counted, forSeconds, percentiles } from './tell.ts'
import { serveWatched } from './watched.ts'
import { worstBodies } from './worst-bodies.ts'

const path = '/cds-services/cardiometabolic-risk'
const HONEST: Shot = { path, body: patientViewBody(20_000), kind: 'honest' }
const MAY_BE = [200, 400, 412, 413, 503]

export const attack: Soak<{ perSecond: number; worstPerSecond: number; seconds: number }> = {
  promise: 'R17',
  title: 'the longest stall while dear and broken bodies come between honest ones',
  options: { perSecond: 100, worstPerSecond: 2, seconds: 60 },
  async run({ perSecond, worstPerSecond, seconds }): Promise<readonly Check[]> {
    const serving = await serveWatched()
    const { url } = serving
    const worst = worstBodies().map((each): Shot => ({ ...each, path, kind: each.name }))
    const broken = NOT_JSON.map((body): Shot => ({ path, body, kind: 'broken' }))
    const every = Math.max(2, Math.round(perSecond / worstPerSecond))
    const shot = (n: number): Shot =>
      (n % every === 0
        ? worst[(n / every) % worst.length]
        : n % 5 === 0
          ? broken[n % broken.length]
          : HONEST) ?? HONEST
    await forSeconds(15, { url, perSecond, shot: () => HONEST })
    await serving.inside()
    const samples = await forSeconds(seconds, { url, perSecond, shot })
    const { stallMs } = await serving.inside()
    const code = await stop(serving)
    const of = (isHonest: boolean): readonly Sample[] =>
      samples.filter(({ kind }) => (kind === 'honest') === isHonest)
    const improper = samples.filter(({ status }) => !MAY_BE.includes(status))
    const refused = of(true).filter(({ status }) => status !== 200)
    return [
      check('honest calls', of(true).length, true),
      check('of these refused with 503', counted(refused), true),
      check('hostile calls', counted(of(false)), of(false).length > 0),
      check('answers of another kind', counted(improper), improper.length === 0),
      check('honest calls', percentiles(of(true)), true),
      check('longest stall, ms', stallMs, stallMs <= 250),
      check('exit', String(code), code === 0),
    ]
  },
}
