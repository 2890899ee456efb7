import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { makeApp, type TestApp } from './make-app.ts'
import { type ProxyOptions, startProxy } from './proxy.ts'

/** A whole app in open mode, on this machine, under the address that it believes to have. */
export interface OpenApp extends TestApp {
  readonly url: string
  /** Moves its clocks on. */
  later(seconds: number): void
}

/** Starts one at the given instant, with the shipped services; where asked for, behind a proxy. */
export async function openApp(
  now: string,
  behind?: Pick<ProxyOptions, 'prefix' | 'strips'>,
): Promise<OpenApp> {
  const began = Date.parse(now)
  let moved = 0
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, so the address is not a pipe's name.
  const { port } = server.address() as AddressInfo
  const proxy = behind && (await startProxy({ to: port, ...behind }))
  const url = proxy ? proxy.url + behind.prefix : `http://127.0.0.1:${port}`
  // On a busy machine a browser takes long; what time does is not tested here.
  const openMode = 'openMode: { deadlineMs: 30000, fhirTimeoutMs: 30000 }'
  const config = `publicUrl: ${url}\nworkers: 0\n${openMode}\n`
  const engine = {
    now: () => new Date(began + moved),
    monotonic: () => performance.now() + moved,
  }
  const app = await makeApp({ config, engine })
  server.on('request', app.app)
  return {
    ...app,
    url,
    later(seconds) {
      moved += seconds * 1000
    },
    async close() {
      await proxy?.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await app.close()
    },
  }
}
