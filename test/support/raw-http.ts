import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { parse } from 'yaml'
import { createListener, type ListenerLimits } from '../../src/http/listener.ts'
import { makeApp, type TestApp, type TestAppOptions } from './make-app.ts'

/** The app behind the product's own listener, on a free port. */
export interface Listening extends TestApp {
  readonly port: number
  readonly url: string
  /** Sockets open now. */
  connections(): number
  /** Resolves once the server has seen the end of one more connection. */
  someClosed(): Promise<void>
  /** Resolves once the server has seen the end of every connection. */
  allClosed(): Promise<void>
}

export interface ListeningOptions extends TestAppOptions {
  readonly limits?: Partial<ListenerLimits>
}

export async function listen({ limits, ...options }: ListeningOptions = {}): Promise<Listening> {
  const app = await makeApp(options)
  const { bodyLimitBytes = 4 * 1024 * 1024, publicUrl = 'http://127.0.0.1:3000' } =
    parse(options.config ?? '') ?? {}
  const standing = {
    headersTimeoutMs: 10_000,
    requestTimeoutMs: 15_000,
    keepAliveMs: 65_000,
    maxConnections: 10_000,
    bodyLimitBytes,
  }
  const server = createListener(app.app, { ...standing, ...limits }, app.turnedAway, publicUrl)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    ...app,
    port,
    url: `http://127.0.0.1:${port}`,
    connections: () => sockets.size,
    async someClosed() {
      await Promise.race([...sockets].map((socket) => once(socket, 'close')))
    },
    async allClosed() {
      await Promise.all([...sockets].map((socket) => once(socket, 'close')))
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      await app.close()
    },
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Opens a connection; what breaks it is told by its end alone. */
export async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => socket.destroy())
  return socket
}

/** Everything that arrives until the server closes the connection. */
export function untilClosed(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve) => socket.once('close', () => resolve(Buffer.concat(chunks))))
}

/** Sends bytes as they are, and reads the answers until the server closes. */
export async function exchange(port: number, bytes: string | Buffer): Promise<Answer[]> {
  const socket = await open(port)
  const all = untilClosed(socket)
  socket.write(bytes)
  return answersIn(await all)
}

/** The answers in what came: head, then as many bytes as it says. */
export function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = []
  let rest = bytes
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n')
    if (end === -1) throw new Error(`half an answer: ${rest.toString().slice(0, 80)}`)
    const [first = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1])
    const headers = Object.fromEntries(
      lines.map((line) => {
        const at = line.indexOf(':')
        return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
      }),
    )
    const from = end + 4
    const length = status === 100 || status === 204 ? 0 : Number(headers['content-length'] ?? 0)
    const body = rest.subarray(from, from + length).toString()
    if (status !== 100) answers.push({ status, headers, body })
    rest = rest.subarray(from + length)
  }
  return answers
}

/** A POST of JSON as bytes, over a connection of its own. */
export function postBytes(
  path: string,
  body: string | Buffer,
  more: readonly string[] = [],
): Buffer {
  const bytes = Buffer.from(body)
  const typed = more.some((line) => /^content-type:/i.test(line))
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    ...(typed ? [] : ['Content-Type: application/json']),
    `Content-Length: ${bytes.length}`,
    ...more,
    '',
    '',
  ].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes])
}
