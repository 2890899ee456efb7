import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from '@jest/globals'
import { createListener } from './listener.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const LIMITS = {
  headersTimeoutMs: 300_000,
  requestTimeoutMs: 300_000,
  keepAliveMs: 300_000,
  maxConnections: 10,
  bodyLimitBytes: 1024 * 1024,
}

test('T11 T22 an idle connection keeps nothing of the request before', async () => {
  const seen: WeakRef<IncomingMessage>[] = []
  const server = createListener(
    (request, response) => {
      seen.push(new WeakRef(request))
      request.resume().once('end', () => response.end('{}'))
    },
    LIMITS,
    () => {},
    '',
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const socket = connect(typeof address === 'object' && address !== null ? address.port : 0)
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}')
  await once(socket, 'data')
  // Only what nobody holds is gone after some collections.
  for (let round = 0; round < 50 && seen[0]?.deref() !== undefined; round++) {
    await turn()
    collect()
  }
  expect(seen).toHaveLength(1)
  expect(seen[0]?.deref()).toBeUndefined()
  expect(socket.readyState).toBe('open')
  socket.destroy()
  server.close()
})
