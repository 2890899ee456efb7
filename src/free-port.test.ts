import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from '@jest/globals'
import { holdFreePort } from './free-port.ts'

test('nobody else gets the port, and a server answers at it in the holder’s place', async () => {
  const { port, holder } = await holdFreePort('127.0.0.1')
  const [refused] = await once(createServer().listen(port, '127.0.0.1'), 'error')
  expect(refused.code).toBe('EADDRINUSE')

  const server = createServer((_request, response) => response.end('here'))
  await once(server.listen(holder, 4096), 'listening')
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  expect(await answer.text()).toBe('here')
  server.closeAllConnections()
  await once(server.close(), 'close')
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
})
