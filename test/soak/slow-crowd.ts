import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

/** What is asked of a crowd of slow callers. */
export interface Crowd {
  readonly port: number
  readonly path: string
  /** Sockets that send a little now and then. */
  readonly dripping: number
  /** Sockets that say nothing. */
  readonly idle: number
}

/** A socket that dawdles; resolves to how long it took until it was cut, in ms. */
function dawdler(port: number, first: string, drip: string): Promise<number> {
  const socket = connect(port, '127.0.0.1')
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

// A thread of its own: what it costs to be a crowd must not show in the times of the other callers.
const { port, path, dripping, idle } = workerData as Crowd
const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`
const kinds = [
  [`${head}X-Slow: `, 'a'],
  [`${head}Content-Length: 40000\r\n\r\n{`, ' '],
  [`${head}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n \r\n'],
] as const
const cut = [
  ...Array.from({ length: dripping }, (_, n) => {
    const [first, drip] = kinds[n % kinds.length] ?? kinds[0]
    return dawdler(port, first, drip)
  }),
  ...Array.from({ length: idle }, () => dawdler(port, '', '')),
]
parentPort?.postMessage(await Promise.all(cut))
