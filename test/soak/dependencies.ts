import { freshView } from '../support/calls.ts'
import { type FaultyLine, faultyLine, LINE_FAULTS, type LineFault } from '../support/faulty-line.ts'
import { startFhirServer } from '../support/fhir-server.ts'
import { startJwksServer } from '../support/jwks-server.ts'
import { authorized, planted, watchLeaks } from '../support/leaks.ts'
import { serve, stop } from '../support/serve.ts'
import { clientsYaml, makeKey, sign, type TestKey } from '../support/tokens.ts'
import { percentile, type Sample, type Shot } from './open-loop.ts'
import { recovered } from './recovered.ts'
import { type Check, check, type Soak } from './soak.ts'
import { counted, forSeconds, times } from './tell.ts'

const PATH = '/cds-services/cardiometabolic-risk'
const BASE = 'https://cds.example.org'
/** Of the answer, and what may come on top of it, ms. */
const LATEST = 2000 + 250
const RECOVERY_MS = 20_000
const GIVEN_UP_MS = 3 * RECOVERY_MS
/** All that it could say is to be looked through. */
const LOUD = { env: { LOG_LEVEL: 'trace' } }

interface Options extends Readonly<Record<string, number>> {
  readonly perSecond: number
  readonly seconds: number
  /** How many of the faults, in the order of `LINE_FAULTS`. */
  readonly faults: number
  /** 0: times are told, but not judged, as on a busy machine. */
  readonly timed: number
}

/** What was met while one dependency had one fault. */
interface Trouble {
  readonly name: string
  readonly before: readonly Sample[]
  readonly during: readonly Sample[]
  /** Statuses that a call may have which needs what is not to be had. */
  readonly stated: readonly number[]
  readonly recoveryMs: number
}
interface Met extends Trouble {
  /** Where the process told of a patient, a user or a token. */
  readonly leaked: readonly string[]
}

const view = (): string => planted(freshView())

/** Two of a kind in turn: the one needs the dependency, the other does not. */
interface World {
  readonly url: string
  readonly stated: readonly number[]
  affected(): Promise<Shot>
  unaffected(): Promise<Shot>
}

const prefetchOf = (): readonly unknown[] =>
  Object.values(JSON.parse(view()).prefetch as Readonly<Record<string, Bundle | null>>).flatMap(
    (value) =>
      value === null
        ? []
        : value.resourceType === 'Bundle'
          ? (value.entry ?? []).map(({ resource }) => resource)
          : [value],
  )
interface Bundle {
  readonly resourceType: string
  readonly entry?: readonly { readonly resource: unknown }[]
}

/** The calls are made beforehand: to sign takes the time of the processors. */
async function load({ url, affected, unaffected }: World, { perSecond, seconds }: Options) {
  const shots: Shot[] = []
  for (let n = 0; n <= perSecond * seconds + 1; n += 1)
    shots.push(
      n % 2 === 0
        ? { ...(await affected()), kind: 'affected' }
        : { ...(await unaffected()), kind: 'unaffected' },
    )
  const shot = (n: number): Shot => shots[n % shots.length] ?? { path: PATH, body: '' }
  return await forSeconds(seconds, { url, perSecond, shot })
}

/** The summaries of an answer; `undefined` where it is none. */
async function saidTo(url: string, { path, body, headers = {} }: Shot) {
  const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }
  const answer = await fetch(url + path, { ...sent, body: String(body) })
  const { cards } = (await answer.json()) as { readonly cards?: readonly { summary: string }[] }
  return answer.ok ? cards?.map(({ summary }) => summary).join('\n') : undefined
}

/** Given up at `GIVEN_UP_MS`. */
const recovery = (world: World): Promise<number> =>
  recovered(
    async () => saidTo(world.url, await world.unaffected()),
    async () => saidTo(world.url, await world.affected()),
    GIVEN_UP_MS,
  )

async function through(
  name: string,
  world: World,
  options: Options,
  fault: () => Promise<void>,
  heal: () => Promise<void>,
  before: readonly Sample[],
): Promise<Trouble> {
  await fault()
  const during = await load(world, options)
  await heal()
  return { name, before, during, stated: world.stated, recoveryMs: await recovery(world) }
}

/** A FHIR server in trouble: calls that bring their data, and calls that have them fetched. */
async function withFhir(options: Options, say: (line: string) => void): Promise<readonly Met[]> {
  const fhir = await startFhirServer({ resources: prefetchOf() })
  const another = JSON.stringify({ resourceType: 'Patient', id: 'another' })
  const line = await faultyLine(Number(new URL(fhir.url).port), another)
  const serving = await serve('workers: 1', LOUD)
  const leaks = watchLeaks(serving)
  const { prefetch: _, ...rest } = JSON.parse(view())
  const body = authorized(JSON.stringify(rest), `http://127.0.0.1:${line.port}/fhir`)
  const world: World = {
    url: serving.url,
    stated: [200, 412],
    affected: async () => ({ path: PATH, body }),
    unaffected: async () => ({ path: PATH, body: view() }),
  }
  const all: Trouble[] = []
  try {
    await recovery(world)
    // What is compiled late is no fault of any other.
    await load(world, options)
    for (const fault of LINE_FAULTS.slice(0, options.faults)) {
      const before = await load(world, options)
      const [set, heal] = [() => line.set(fault), () => line.set(undefined)]
      all.push(await through(`FHIR ${fault}`, world, options, set, heal, before))
      say(`FHIR ${fault}`)
    }
  } finally {
    await stop(serving)
    await line.close()
    await fhir.close()
  }
  const leaked = await leaks.found()
  return all.map((met) => ({ ...met, leaked }))
}

/** The address of a client's keys in trouble from the start on; another client has its keys at hand. */
async function withJwks(
  fault: LineFault,
  key: TestKey,
  line: FaultyLine,
  options: Options,
): Promise<Met> {
  const issuer = (id: string) => `https://${id}.example.org`
  const clients = clientsYaml(
    {
      ...{ id: 'remote', issuer: issuer('remote') },
      internalJwksUrl: `http://127.0.0.1:${line.port}/jwks.json`,
    },
    { id: 'known', issuer: issuer('known'), jwks: { keys: [key.jwk] } },
  )
  await line.set(fault)
  const serving = await serve(`publicUrl: ${BASE}\nworkers: 1\n${clients}`, LOUD)
  const leaks = watchLeaks(serving)
  const shot = async (id: string): Promise<Shot> => {
    const signer = { key, iss: issuer(id), now: Math.floor(Date.now() / 1000) }
    const authorization = `Bearer ${await sign(signer, BASE + PATH)}`
    return { path: PATH, body: view(), headers: { authorization } }
  }
  const world: World = {
    url: serving.url,
    stated: [401],
    affected: () => shot('remote'),
    unaffected: () => shot('known'),
  }
  let met: Trouble
  try {
    const calm: World = { ...world, affected: world.unaffected }
    await load(calm, options)
    const before = await load(calm, options)
    const heal = () => line.set(undefined)
    met = await through(`JWKS ${fault}`, world, options, async () => {}, heal, before)
  } finally {
    await stop(serving)
  }
  return { ...met, leaked: await leaks.found() }
}

function judged(met: Met, { timed }: Options): readonly Check[] {
  const { name, before, during, stated, recoveryMs, leaked } = met
  const of = (kind: string) => during.filter((sample) => sample.kind === kind)
  const [affected, unaffected] = [of('affected'), of('unaffected')]
  const wrong = affected.filter(({ status }) => !stated.includes(status))
  const failed = unaffected.filter(({ status }) => status !== 200)
  const late = during.filter(({ ms }) => ms > LATEST)
  const p99 = (samples: readonly Sample[]) => percentile(times(samples), 0.99)
  const calm = p99(before.filter(({ kind }) => kind === 'unaffected'))
  const ratio = p99(unaffected) / calm
  const isTimed = timed !== 0
  return [
    check(`${name}: calls`, counted(during), affected.length > 0 && unaffected.length > 0),
    check(`${name}: answered otherwise than stated`, counted(wrong), wrong.length === 0),
    check(`${name}: others that failed`, counted(failed), failed.length === 0),
    check(`${name}: later than ${LATEST} ms`, late.length, !isTimed || late.length === 0),
    check(`${name}: p99 of others, times that before`, ratio, !isTimed || ratio <= 1.5),
    check(`${name}: recovery, ms`, recoveryMs, recoveryMs <= (isTimed ? RECOVERY_MS : GIVEN_UP_MS)),
    check(`${name}: R20 told in log or files`, leaked.join(', ') || '0', leaked.length === 0),
  ]
}

export const dependencies: Soak<Options> = {
  promise: 'R9',
  title:
    'FHIR server and key set refused, silent, slow, cut off and wrong, beside calls without them',
  options: { perSecond: 40, seconds: 10, faults: LINE_FAULTS.length, timed: 1 },
  async run(options, say): Promise<readonly Check[]> {
    const all = [...(await withFhir(options, say))]
    const key = await makeKey()
    const keys = await startJwksServer(key.jwk)
    const line = await faultyLine(
      Number(new URL(keys.url).port),
      '{"keys":[{"kty":"oct","k":"AA"}]}',
    )
    try {
      for (const fault of LINE_FAULTS.slice(0, options.faults)) {
        all.push(await withJwks(fault, key, line, options))
        say(`JWKS ${fault}`)
      }
    } finally {
      await line.close()
      await keys.close()
    }
    return all.flatMap((met) => judged(met, options))
  },
}
