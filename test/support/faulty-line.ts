import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** What can become of a line to a server. */
export const LINE_FAULTS = ['refused', 'black-holed', 'dripping', 'reset', 'wrong'] as const
export type LineFault = (typeof LINE_FAULTS)[number]

/** A TCP line to a server of this machine, which can be put out of order, and in order again. */
export interface FaultyLine {
  readonly port: number
  /** From now on; connections that stand are cut. `undefined` ends the fault. */
  set(fault: LineFault | undefined): Promise<void>
  close(): Promise<void>
}

/** Of an answer, before the line breaks. */
const BEFORE_RESET = 60
const DRIP_MS = 1000

/**
 * @param to the port of the server
 * @param wrong what is answered in its place, as JSON, where the data are wrong
 */
export async function faultyLine(to: number, wrong: string): Promise<FaultyLine> {
  let fault: LineFault | undefined
  const sockets = new Set<Socket>()
  const kept = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket))
  }
  const server = createServer((socket) => {
    kept(socket)
    if (fault === 'black-holed') socket.resume()
    else if (fault === 'wrong') socket.once('data', () => socket.end(answerOf(wrong)))
    else {
      const behind = kept(connect(to, '127.0.0.1'))
      socket.pipe(behind)
      socket.once('close', () => behind.destroy())
      hand(behind, socket, fault)
    }
  })
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const silence = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    cut()
    await closed
  }
  return {
    port,
    async set(next) {
      fault = next
      cut()
      if (next === 'refused') await silence()
      else if (!server.listening) await listen(port)
    },
    close: silence,
  }
}

/** Hands on what comes from behind, as well or badly as the line does. */
function hand(behind: Socket, socket: Socket, fault: LineFault | undefined): void {
  if (fault === 'dripping') {
    const waiting: number[] = []
    behind.on('data', (chunk: Buffer) => waiting.push(...chunk))
    const drip = setInterval(() => {
      const byte = waiting.shift()
      if (byte !== undefined) socket.write(Buffer.of(byte))
    }, DRIP_MS)
    socket.once('close', () => clearInterval(drip))
  } else if (fault === 'reset')
    behind.once('data', (chunk: Buffer) =>
      socket.write(chunk.subarray(0, BEFORE_RESET), () => socket.resetAndDestroy()),
    )
  else behind.pipe(socket)
}

function answerOf(json: string): string {
  const length = `content-length: ${Buffer.byteLength(json)}`
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${length}\r\nconnection: close\r\n\r\n${json}`
}
