import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { NODE_FLAGS } from '../../src/cli/node-flags.ts'
import { makeKey } from '../support/tokens.ts'
import { patientViewBody } from './bodies.ts'
import { KINDS, type Kind, tokenAlg } from './kinds.ts'
import { sender } from './load.ts'

/**
 * `npm run bench [-- kind …]`: server CPU per request, as ratios to bare Express; see docs/performance.md.
 *
 * A processor that is shared changes its speed by half several times a second. Therefore each server gets
 * short slices in turn, and a ratio is the median of those between neighbours, never one of two averages.
 */
interface Size {
  readonly kb: number
  readonly slice: number
  readonly slices: number
  readonly warmUp: number
}
const SIZES: readonly Size[] = [
  { kb: 25, slice: 80, slices: 60, warmUp: 4000 },
  { kb: 90, slice: 40, slices: 40, warmUp: 1000 },
  { kb: 500, slice: 16, slices: 30, warmUp: 400 },
]

const asked = process.argv.slice(2)
const kinds: readonly Kind[] =
  asked.length === 0 ? KINDS : KINDS.filter((kind) => kind === 'bare' || asked.includes(kind))

/** Keeps servers and sender on processors of their own, where the system lets it be said. */
function pin(pid: number | undefined, processor: number): void {
  try {
    execFileSync('taskset', ['-acp', String(processor), String(pid)], { stdio: 'ignore' })
  } catch {
    console.log('not pinned: the figures scatter more')
  }
}

async function start(kind: Kind) {
  const alg = tokenAlg(kind)
  const key = alg === undefined ? undefined : await makeKey(alg)
  const args = key === undefined ? [kind] : [kind, JSON.stringify(key.jwk)]
  const child = fork(new URL('./server.ts', import.meta.url), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: kind === 'bare' ? [] : [...NODE_FLAGS],
  })
  child.once('exit', (code) => {
    if (code !== 0) throw new Error(`the server ${kind} ended with ${code}`)
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  pin(child.pid, 1)
  return { kind, child, ...sender(port, key) }
}
type Server = Awaited<ReturnType<typeof start>>

/** CPU of one server per request, ms. */
async function slice({ child, tokens, send }: Server, body: Buffer, amount: number) {
  const signed = await tokens(amount)
  child.send('start')
  await send(body, amount, signed)
  child.send('stop')
  const [{ cpuMs }] = (await once(child as ChildProcess, 'message')) as [{ cpuMs: number }]
  return cpuMs / amount
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

pin(process.pid, 0)
const servers: Server[] = []
for (const kind of kinds) servers.push(await start(kind))

for (const { kb, slice: amount, slices, warmUp } of SIZES) {
  const body = Buffer.from(patientViewBody(kb * 1000))
  const samples = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]))
  for (const server of servers) await slice(server, body, warmUp)
  for (let index = 0; index < slices; index++)
    for (const server of index % 2 === 0 ? servers : servers.toReversed())
      samples.get(server.kind)?.push(await slice(server, body, amount))
  const of = (kind: Kind) => samples.get(kind) ?? []
  const ratio = (kind: Kind, to: Kind): number => {
    const base = of(to)
    return median(of(kind).map((value, index) => value / (base[index] ?? Number.NaN)))
  }
  console.log(
    `\n${kb} KB (${body.length} bytes), ${slices} slices of ${amount}: CPU ms per request`,
  )
  for (const kind of kinds) {
    const figures = [Math.min(...of(kind)), median(of(kind))].map((value) => value.toFixed(3))
    console.log(
      `  ${kind.padEnd(18)} least ${figures[0]}   median ${figures[1]}   / bare ${ratio(kind, 'bare').toFixed(2)}`,
    )
  }
  if (kinds.includes('rules-1000') && kinds.includes('rules-5'))
    console.log(`  1,000 rules / their 5 only ${ratio('rules-1000', 'rules-5').toFixed(2)}`)
}
for (const { child } of servers) child.disconnect()
process.exit(0)
