import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { patientViewBody } from '../bench/bodies.ts'
import { serve, stop } from '../support/serve.ts'
import { percentile } from './open-loop.ts'
import { descriptors } from './process-figures.ts'
import { type Check, check, type Soak } from './soak.ts'
import { counted, forSeconds, percentiles, times } from './tell.ts'

const path = '/cds-services/cardiometabolic-risk'
const SHOT = { path, body: patientViewBody(20_000) }
const HEAD = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`

/** A socket that dawdles; resolves to how long it took until it was cut, in ms. */
function dawdler(port: number, first: string, drip: string, crowd: Socket[]): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  crowd.push(socket)
  const began = performance.now()
  socket.on('error', () => socket.destroy())
  socket.resume()
  socket.write(first)
  const timer = setInterval(() => {
    if (drip !== '') socket.write(drip)
  }, 500)
  return new Promise((resolve) => {
    socket.once('close', () => {
      clearInterval(timer)
      resolve(performance.now() - began)
    })
  })
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
    const crowd: Socket[] = []
    const kinds = [
      [`${HEAD}X-Slow: `, 'a'],
      [`${HEAD}Content-Length: 40000\r\n\r\n{`, ' '],
      [`${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
    ] as const
    const cut = [
      ...Array.from({ length: dripping }, (_, n) => {
        const [first, drip] = kinds[n % kinds.length] ?? kinds[0]
        return dawdler(port, first, drip, crowd)
      }),
      ...Array.from({ length: idle }, () => dawdler(port, '', '', crowd)),
    ]
    const crowded = await forSeconds(20, load)
    const slowest = Math.max(...(await Promise.all(cut)))
    say('all were cut')
    await pause(1_000)
    const after = descriptors(pid)
    const code = await stop(serving)
    const failed = crowded.filter(({ status }) => status !== 200)
    const [base, worse] = [percentile(times(baseline), 0.99), percentile(times(crowded), 0.99)]
    return [
      check('slow sockets', crowd.length, true),
      check('cut after, s at most', slowest / 1000, slowest <= 20_000),
      check('other calls before', percentiles(baseline), true),
      check('other calls meanwhile', percentiles(crowded), worse <= Math.max(2 * base, 20)),
      check('of these failed', counted(failed), failed.length === 0),
      check('descriptors before and after', `${before}, ${after}`, Math.abs(after - before) <= 10),
      check('exit', String(code), code === 0),
    ]
  },
}
