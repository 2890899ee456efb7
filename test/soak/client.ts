import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** What came of one call. */
export interface Answered {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A client that keeps its connections, as EHRs do. */
export interface Client {
  post(path: string, body: string | Buffer, requestId?: string): Promise<Answered>
  get(path: string): Promise<Answered>
  close(): void
}

export function clientOf(url: string, connections: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(url)
  const call = async (
    method: string,
    path: string,
    body?: string | Buffer,
    requestId?: string,
  ): Promise<Answered> => {
    const bytes = body === undefined ? undefined : Buffer.from(body)
    const sent = request({
      agent,
      hostname,
      port,
      path,
      method,
      headers: {
        ...(bytes === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': bytes.length }),
        ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
      },
    })
    sent.end(bytes)
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    const text = await buffer(answer)
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      body: text.toString(),
    }
  }
  return {
    post: (path, body, requestId) => call('POST', path, body, requestId),
    get: (path) => call('GET', path),
    close: () => agent.destroy(),
  }
}
