import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import autocannon from 'autocannon'
import { patientViewBody } from './bodies.ts'

/** `npm run bench`: server CPU per request as ratios within one run; see docs/performance.md. */
const KINDS = ['bare', 'services', 'rules-5', 'rules-1000'] as const
type Kind = (typeof KINDS)[number]
const SIZES = [25, 90, 500]
const ROUNDS = 3
const REQUESTS: Readonly<Record<number, number>> = { 25: 2000, 90: 1000, 500: 400 }
const CONNECTIONS = 8
// V8 compiles what is hot, and only then is a figure one of the running service.
const WARM_UP_ROUNDS = 2

interface Server {
  readonly process: ChildProcess
  readonly url: string
}

async function start(kind: Kind): Promise<Server> {
  const child = fork(new URL('./server.ts', import.meta.url), [kind], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { process: child, url: `http://127.0.0.1:${port}/cds-services/cardiometabolic-risk` }
}

interface Sample {
  readonly cpuMs: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

async function round(server: Server, body: string, amount: number): Promise<Sample> {
  server.process.send('start')
  const result = await autocannon({
    url: server.url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    connections: CONNECTIONS,
    amount,
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${server.url}: ${result.non2xx} answers were not 200`)
  server.process.send('stop')
  const [{ cpuMs }] = (await once(server.process, 'message')) as [{ cpuMs: number }]
  const { p50, p99 } = result.latency
  return { cpuMs: cpuMs / amount, perSecond: result.requests.average, p50, p99 }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const servers = new Map<Kind, Server>()
for (const kind of KINDS) servers.set(kind, await start(kind))

for (const size of SIZES) {
  const body = patientViewBody(size * 1000)
  const amount = REQUESTS[size] ?? 1000
  const samples = new Map<Kind, Sample[]>(KINDS.map((kind) => [kind, []]))
  for (let index = -WARM_UP_ROUNDS; index < ROUNDS; index++)
    for (const [kind, server] of servers) {
      const sample = await round(server, body, amount)
      if (index >= 0) samples.get(kind)?.push(sample)
    }
  const of = (kind: Kind, pick: (sample: Sample) => number) =>
    median((samples.get(kind) ?? []).map(pick))
  const cpu = (kind: Kind) => of(kind, ({ cpuMs }) => cpuMs)
  console.log(
    `\n${size} KB (${body.length} bytes), CPU ms per request, median of ${ROUNDS} rounds of ${amount}`,
  )
  for (const kind of KINDS)
    console.log(
      `  ${kind.padEnd(11)} ${cpu(kind).toFixed(3)}   ${of(kind, (s) => s.perSecond).toFixed(0)} req/s   p50 ${of(kind, (s) => s.p50)} ms   p99 ${of(kind, (s) => s.p99)} ms`,
    )
  console.log(`  services / bare Express    ${(cpu('services') / cpu('bare')).toFixed(2)}`)
  console.log(`  1,000 rules / their 5 only ${(cpu('rules-1000') / cpu('rules-5')).toFixed(2)}`)
}
for (const { process: child } of servers.values()) child.disconnect()
