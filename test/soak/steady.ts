import autocannon from 'autocannon'
import { patientViewBody } from '../bench/bodies.ts'
import { NOT_JSON } from '../security/hostile/json-texts.ts'
import { MIXED } from '../support/calls.ts'
import { planted, watchLeaks } from '../support/leaks.ts'
import { stop } from '../support/serve.ts'
import { percentile, type Sample, type Shot, slope } from './open-loop.ts'
import { descriptorsAtRest, markPeak, peakMib } from './process-figures.ts'
import { type Check, check, type Soak } from './soak.ts'
import { counted, forSeconds, percentiles, times } from './tell.ts'
import { type Inside, serveWatched } from './watched.ts'

const path = '/cds-services/cardiometabolic-risk'
const HONEST: Shot = { path, body: planted(patientViewBody(20_000)), kind: 'honest' }
const FEEDBACK: Shot = {
  path: `${path}/feedback`,
  body: MIXED.find(({ name }) => name === 'feedback')?.body ?? '',
  kind: 'feedback',
}

/** 5 % hostile calls, 5 % feedback. */
function shot(n: number): Shot {
  if (n % 20 === 7) return { path, body: NOT_JSON[n % NOT_JSON.length] ?? '', kind: 'hostile' }
  return n % 20 === 13 ? FEEDBACK : HONEST
}

interface Point extends Inside {
  readonly hours: number
  readonly descriptors: number
}

interface Turn {
  readonly url: string
  readonly perSecond: number
}

/**
 * How much slower the aged service is than one that has just warmed up, both under the same load in
 * short turns: the machine's own speed moves more in an hour than the promise allows for.
 */
async function againstFresh(aged: Turn, pairs: number): Promise<readonly number[]> {
  const fresh = await serveWatched()
  const p99 = async (url: string): Promise<number> =>
    percentile(times(await forSeconds(10, { url, perSecond: aged.perSecond, shot })), 0.99)
  await forSeconds(90, { url: fresh.url, perSecond: aged.perSecond, shot })
  const ratios: number[] = []
  for (let pair = 0; pair < pairs; pair += 1) {
    // Who goes first changes, so that a machine that becomes slower favours neither.
    const turns = pair % 2 === 0 ? [aged.url, fresh.url] : [fresh.url, aged.url]
    const seen = new Map<string, number>()
    for (const url of turns) seen.set(url, await p99(url))
    ratios.push((seen.get(aged.url) ?? 0) / (seen.get(fresh.url) ?? 1))
  }
  await stop(fresh)
  return ratios
}

const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values)

export const steady: Soak<{ minutes: number; warmUpMinutes: number; pairs: number }> = {
  promise: 'R15',
  title: 'half the capacity for a while: heap, memory, descriptors, timers, latency',
  options: { minutes: 60, warmUpMinutes: 10, pairs: 20 },
  async run({ minutes, warmUpMinutes, pairs }, say): Promise<readonly Check[]> {
    const serving = await serveWatched()
    const leaks = watchLeaks(serving)
    const { url, pid } = serving
    const { requests } = await autocannon({
      url: url + path,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: HONEST.body,
      connections: 16,
      duration: 10,
    })
    const perSecond = requests.average / 2
    const load = { url, perSecond, shot }
    await forSeconds(warmUpMinutes * 60, load)
    const before = await descriptorsAtRest(pid)
    markPeak(pid)

    const points: Point[] = []
    const samples: (readonly Sample[])[] = []
    // Each piece ends with nobody waiting, so what is in use then is what is kept.
    const pieces = Math.max(6, Math.round(minutes))
    const began = performance.now()
    for (let piece = 0; piece < pieces; piece += 1) {
      samples.push(await forSeconds((minutes * 60) / pieces, load))
      const hours = (performance.now() - began) / 3_600_000
      const inside = await serving.inside()
      points.push({ ...inside, hours, descriptors: await descriptorsAtRest(pid) })
      say(`${piece + 1} of ${pieces}: heap ${inside.heapMib.toFixed(1)} MiB`)
    }
    const most = peakMib(pid)
    const ratios = await againstFresh({ url, perSecond }, pairs)
    const code = await stop(serving)
    const leaked = await leaks.found()

    const all = samples.flat()
    // At half the capacity nobody is turned away.
    const improper = all.filter(({ status, kind }) => status !== (kind === 'hostile' ? 400 : 200))
    const rise = slope(points.map(({ hours, heapMib }) => [hours, heapMib]))
    const grown = rise * (points.at(-1)?.hours ?? 0)
    const third = Math.ceil(samples.length / 3)
    const [first, last] = [samples.slice(0, third), samples.slice(-third)].map((part) =>
      percentile(times(part.flat()), 0.99),
    )
    const later = ((last ?? 0) / (first ?? 1) - 1) * 100
    const moved = Math.max(...points.map((each) => Math.abs(each.descriptors - before)))
    const drift = (percentile(ratios, 0.5) - 1) * 100
    const at = (share: number) => ((percentile(ratios, share) - 1) * 100).toFixed(0)
    return [
      check('calls', `${all.length}, ${perSecond.toFixed(0)} per second`, all.length > 0),
      check('answers', counted(all), improper.length === 0),
      check('latency', percentiles(all.filter(({ kind }) => kind === 'honest')), true),
      check('heap after collection, MiB per hour', rise, true),
      // The promise is for an hour; a shorter run shows as much growth at most.
      check('heap grown in the run, MiB', grown, grown <= 1),
      check('resident at most, MiB', most, most <= 400),
      check('descriptors, furthest from those before', moved, moved <= 10),
      check(
        'timers, spread',
        spread(points.map((e) => e.timers)),
        spread(points.map((e) => e.timers)) <= 10,
      ),
      check('p99, last third to first, the machine included, %', later, true),
      check('p99 against a fresh service in turn, median of pairs, %', drift, drift <= 10),
      check('  its quartiles, %', `${at(0.25)} to ${at(0.75)}`, true),
      check('R20 told in log or files', leaked.join(', ') || '0', leaked.length === 0),
      check('exit', String(code), code === 0),
    ]
  },
}
