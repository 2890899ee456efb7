import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from '@jest/globals'
import { startFhirServer } from '../support/fhir-server.ts'
import { type Serving, serve } from '../support/serve.ts'

const body = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')
const CLIENTS = 16

/** One call over a client's own connection. */
async function call(
  { url }: Serving,
  agent: Agent,
  path: string,
  json?: string,
): Promise<{ status: number | undefined; closes: boolean; body: string }> {
  const sent = request(url + path, {
    agent,
    method: json === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
  })
  sent.end(json)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return {
    status: answer.statusCode,
    closes: answer.headers.connection === 'close',
    body: await text(answer),
  }
}

/** What one client met until it was told to go elsewhere. */
async function client(
  serving: Serving,
  answered: () => void,
): Promise<(number | undefined | string)[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const met: (number | undefined | string)[] = []
  try {
    for (;;) {
      const { status, closes } = await call(
        serving,
        agent,
        '/cds-services/cardiometabolic-risk',
        body,
      )
      met.push(status)
      answered()
      if (closes) return met
    }
  } catch (error) {
    return [...met, (error as NodeJS.ErrnoException).code ?? 'failed']
  } finally {
    agent.destroy()
  }
}

test.each([0, 2])(
  'SIGTERM under load, %d workers: every call is answered, clients are sent away, exit 0',
  async (workers) => {
    const serving = await serve(`workers: ${workers}`)
    const { promise: underLoad, resolve } = Promise.withResolvers<void>()
    let answers = 0
    const clients = Array.from({ length: CLIENTS }, () =>
      client(serving, () => {
        if (++answers === CLIENTS * 20) resolve()
      }),
    )
    await underLoad
    const exited = once(serving.child, 'exit')
    serving.child.kill('SIGTERM')
    const met = await Promise.all(clients)
    // All clients have been told before anybody is refused: it still listens, and says that it is going.
    const ready = await call(serving, new Agent(), '/readyz')
    expect([ready.status, ready.closes]).toEqual([503, true])
    expect(JSON.parse(ready.body).checks.open).toBe(false)
    expect(met.flat().filter((each) => each !== 200)).toEqual([])
    expect(met.flat().length).toBeGreaterThan(CLIENTS * 20)
    expect((await exited)[0]).toBe(0)
  },
)

/** Until nobody listens any more; what happens to a connection in its last moment is no answer. */
async function refused({ url }: Serving): Promise<void> {
  const { hostname, port } = new URL(url)
  for (;;) {
    const socket = connect(Number(port), hostname)
    const code = await new Promise((resolve) => {
      socket.once('connect', () => resolve(undefined))
      socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
    })
    socket.destroy()
    if (code === 'ECONNREFUSED') return
  }
}

/** When the second signal comes: while it still listens, or when only what is in flight keeps it. */
const MOMENTS = [
  ['that still listens', 60_000, 'SIGTERM', 'SIGTERM'],
  ['that still listens', 60_000, 'SIGINT', 'SIGTERM'],
  ['that listens no more', 50, 'SIGTERM', 'SIGINT'],
] as const

test.each([0, 2].flatMap((workers) => MOMENTS.map((moment) => [workers, ...moment] as const)))(
  'with %d workers, a second signal ends a process %s at once, whatever is in flight',
  async (workers, _, drainMs, first, second) => {
    const asked = Promise.withResolvers<void>()
    const fhir = await startFhirServer()
    fhir.fail(/./, () => asked.resolve())
    const serving = await serve(
      `{ workers: ${workers}, drainMs: ${drainMs}, shutdownMs: 60000, openMode: { deadlineMs: 60000, fhirTimeoutMs: 60000 } }`,
    )
    try {
      const { prefetch: _, ...rest } = JSON.parse(body)
      const pending = call(
        serving,
        new Agent(),
        '/cds-services/cardiometabolic-risk',
        JSON.stringify({ ...rest, fhirServer: fhir.url }),
      )
      let isAnswered = false
      const failed = expect(pending.finally(() => (isAnswered = true))).rejects.toThrow()
      await asked.promise
      const exited = once(serving.child, 'exit')
      serving.child.kill(first)
      // The first signal has been taken once it says so, or once nobody is let in.
      if (drainMs < 60_000) await refused(serving)
      else while ((await call(serving, new Agent(), '/readyz')).status !== 503);
      expect(isAnswered).toBe(false)
      serving.child.kill(second)
      expect((await exited)[0]).toBe(1)
      await failed
    } finally {
      serving.child.kill('SIGKILL')
      await fhir.close()
    }
  },
)
