import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { JWK } from 'jose'

/** Serves a key set on this machine; `answer` may be put in its place, to do it badly. */
export interface JwksServer {
  readonly url: string
  keys: readonly JWK[]
  answer: ((response: ServerResponse) => void) | undefined
  requests(): number
  close(): Promise<void>
}

export async function startJwksServer(...keys: readonly JWK[]): Promise<JwksServer> {
  let requests = 0
  const server = createServer((_request, response) => {
    requests++
    if (jwks.answer !== undefined) jwks.answer(response)
    else
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ keys: jwks.keys }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const jwks: JwksServer = {
    url: `http://127.0.0.1:${port}/jwks.json`,
    keys,
    answer: undefined,
    requests: () => requests,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return jwks
}
