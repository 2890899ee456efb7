import { once } from 'node:events'
import { createServer, request } from 'node:http'

export interface ProxyOptions {
  /** The port behind it. */
  readonly to: number
  /** The path at which it takes requests, such as `/cds`. */
  readonly prefix: string
  /** Whether it takes the prefix off. */
  readonly strips: boolean
}

export interface ReverseProxy {
  /** Its own address, without the prefix. */
  readonly url: string
  close(): Promise<void>
}

/** A reverse proxy as they come: it names itself and the caller in headers, and hands all else on. */
export async function startProxy({ to, prefix, strips }: ProxyOptions): Promise<ReverseProxy> {
  const server = createServer((asked, answer) => {
    const { method, headers, url = '/' } = asked
    if (!url.startsWith(`${prefix}/`)) {
      answer.writeHead(404).end()
      return
    }
    const forwarded = {
      'x-forwarded-for': asked.socket.remoteAddress,
      'x-forwarded-host': headers.host,
      'x-forwarded-proto': 'https',
    }
    const onward = request(
      {
        host: '127.0.0.1',
        port: to,
        method,
        path: strips ? url.slice(prefix.length) : url,
        headers: { ...headers, ...forwarded },
      },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers)
        got.pipe(answer)
      },
    )
    onward.once('error', () => answer.writeHead(502).end())
    asked.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
