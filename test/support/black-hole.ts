import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'

/** An address of this machine where connections are never taken up: packets go in, nothing comes out. */
export interface BlackHole {
  readonly port: number
  close(): Promise<void>
}

/** Listens with the shortest line, then sleeps for good: its loop never accepts. */
const LISTENER = `
  const { parentPort } = require('node:worker_threads')
  const server = require('node:net').createServer()
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
  })`

/** As many as fill the line of any kernel that honours the backlog, which may round it up. */
const FILLERS = 16

/** Starts a black hole: its line of waiting connections is full when it resolves. */
export async function openBlackHole(): Promise<BlackHole> {
  const worker = new Worker(LISTENER, { eval: true })
  const [port] = (await once(worker, 'message')) as [number]
  const fillers: Socket[] = []
  for (let count = 0; count < FILLERS; count += 1) {
    const filler = connect(port, '127.0.0.1').on('error', () => {})
    fillers.push(filler)
  }
  // The kernel takes connections up in their order, so what it has not by now it will not take.
  await Promise.race(fillers.map((filler) => once(filler, 'connect')))
  return {
    port,
    async close() {
      for (const filler of fillers) filler.destroy()
      await worker.terminate()
    },
  }
}
