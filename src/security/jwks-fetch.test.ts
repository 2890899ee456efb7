import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type JwksServer, startJwksServer } from '../../test/support/jwks-server.ts'
import { setTrap } from '../../test/support/trap.ts'
import { fetchJwks } from './jwks-fetch.ts'

describe('fetching keys', () => {
  let server: JwksServer
  beforeEach(async () => {
    server = await startJwksServer({ kty: 'EC', kid: 'k1' })
  })
  afterEach(() => server.close())
  const fetched = () => fetchJwks({ url: server.url, reach: 'internal' })

  test('gives the JSON that is there', async () => {
    expect(await fetched()).toEqual({ keys: [{ kty: 'EC', kid: 'k1' }] })
  })

  test.each<[string, string, (response: ServerResponse) => void]>([
    ['an error', 'status-500', (response) => response.writeHead(500).end()],
    ['no JSON', 'rubbish', (response) => response.end('<html>')],
    ['an empty body', 'rubbish', (response) => response.end()],
    ['65 KiB', 'too-large', (response) => response.end(`"${'x'.repeat(65 * 1024)}"`)],
    ['a body without end', 'too-large', (response) => drip(response, 0, 'x'.repeat(1024))],
    [
      'compression',
      'compressed',
      (response) => response.setHeader('content-encoding', 'gzip').end('x'),
    ],
    ['silence', 'timeout', () => {}],
    ['a body that never ends', 'timeout', (response) => drip(response, 50, ' ')],
    ['a reset', 'unreachable', (response) => response.socket?.resetAndDestroy()],
    [
      'half a body',
      'unreachable',
      (response) => {
        response
          .writeHead(200, { 'content-length': '100' })
          .write('{"keys":', () => response.destroy())
      },
    ],
  ])('T7 %s is a failure: %s', async (_name, word, answer) => {
    server.answer = answer
    await expect(fetched()).rejects.toThrow(word)
  })

  test('JWT-15 a redirect is not followed', async () => {
    const trap = await setTrap()
    server.answer = (response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${trap.port}/` }).end()
    await expect(fetched()).rejects.toThrow('status-302')
    expect(trap.connections()).toBe(0)
    await trap.close()
  })

  test.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://[::1]:PORT/',
    'http://2130706433:PORT/',
    'file:///etc/passwd',
  ])('T2 %s is not called where only public addresses may be', async (url) => {
    const trap = await setTrap()
    const place = { url: url.replace('PORT', String(trap.port)), reach: 'public' } as const
    await expect(fetchJwks(place)).rejects.toThrow()
    expect(trap.connections()).toBe(0)
    await trap.close()
  })

  test('nobody there is a failure', async () => {
    await server.close()
    await expect(fetched()).rejects.toThrow('unreachable')
    server = await startJwksServer()
  })
})

function drip(response: ServerResponse, everyMs: number, piece: string): void {
  const timer = setInterval(() => response.write(piece), everyMs)
  response.on('close', () => clearInterval(timer))
}
