import { setTimeout as pause } from 'node:timers/promises'
import { serve, stop } from '../support/serve.ts'
import { markPeak, peakMib, residentMib } from './process-figures.ts'
import { type Check, check, type Soak } from './soak.ts'
import { type WorstBody, worstBodies } from './worst-bodies.ts'

const VIEW = '/cds-services/cardiometabolic-risk'
/** What is refused while it is still being sent is cut off in the end: the sender may meet that first. */
const CUT_OFF = 0
const MAY_BE = [CUT_OFF, 200, 400, 412, 413, 503]

async function send(url: string, body: WorstBody): Promise<number> {
  try {
    return await post(url, body)
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
    if (code === 'EPIPE' || code === 'ECONNRESET') return CUT_OFF
    throw error
  }
}

async function post(url: string, { body, headers }: WorstBody): Promise<number> {
  const answer = await fetch(url + VIEW, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(body),
  })
  await answer.arrayBuffer()
  return answer.status
}

/** Resolves when the process has got over what came before. */
async function calm(url: string): Promise<void> {
  while ((await fetch(`${url}/readyz`)).status !== 200) await pause(100)
  await pause(300)
}

export const memory: Soak<{ atOnce: number; rounds: number }> = {
  promise: 'R16',
  title: 'memory that one dear body adds, and many of them at once',
  options: { atOnce: 200, rounds: 3 },
  async run({ atOnce, rounds }, say): Promise<readonly Check[]> {
    // Sending all of it takes as long as the machine needs; that is not what is measured.
    const serving = await serve('{ headersTimeoutMs: 60000, requestTimeoutMs: 300000 }')
    const { pid } = serving.child
    if (pid === undefined) throw new Error('the process has no id')
    const bodies = worstBodies()
    const statuses = new Map<number, number>()
    const sent = async (each: WorstBody): Promise<void> => {
      const status = await send(serving.url, each)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    let most = { name: '', mib: 0 }
    for (const each of bodies) {
      await calm(serving.url)
      const before = residentMib(pid)
      markPeak(pid)
      await sent(each)
      const mib = peakMib(pid) - before
      if (mib > most.mib) most = { name: each.name, mib }
    }
    say(`one at a time: ${most.mib.toFixed(0)} MiB at most, by ${most.name}`)
    markPeak(pid)
    for (let round = 0; round < rounds; round += 1) {
      await calm(serving.url)
      await Promise.all(
        Array.from({ length: atOnce }, (_, n) => sent(bodies[n % bodies.length] ?? bodies[0])),
      )
      say(`${atOnce} at once: ${peakMib(pid).toFixed(0)} MiB at most`)
    }
    const peak = peakMib(pid)
    await calm(serving.url)
    const code = await stop(serving)
    const improper = [...statuses.keys()].filter((status) => !MAY_BE.includes(status))
    const told = [...statuses].toSorted(([a], [b]) => a - b)
    return [
      check('kinds of bodies', bodies.length, true),
      check(`MiB added by one at most (${most.name})`, most.mib, most.mib <= 64),
      check(`MiB resident at most with ${atOnce} at once`, peak, peak <= 700),
      check('answers', told.map(([status, n]) => `${n} × ${status}`).join(', '), true),
      check('other answers', improper.join(', ') || '0', improper.length === 0),
      check('exit', String(code), code === 0),
    ]
  },
}
