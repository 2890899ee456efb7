import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { makeApp, type TestApp } from './make-app.ts'

/** A whole app in open mode, listening on this machine under the address that it believes to have. */
export interface OpenApp extends TestApp {
  readonly url: string
  /** Moves its clock on. */
  later(seconds: number): void
}

/** Starts one at the given instant, with the shipped services. */
export async function openApp(now: string): Promise<OpenApp> {
  let at = Date.parse(now)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // Listening on TCP, so the address is not a pipe's name.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const config = `publicUrl: ${url}\nworkers: 0\n`
  const app = await makeApp({ config, engine: { now: () => new Date(at) } })
  server.on('request', app.app)
  return {
    ...app,
    url,
    later(seconds) {
      at += seconds * 1000
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await app.close()
    },
  }
}
