import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
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

test.each([0, 2])(
  'a second signal ends the process at once, whatever is in flight, %d workers',
  async (workers) => {
    const asked = Promise.withResolvers<void>()
    const fhir = await startFhirServer()
    fhir.fail(/./, () => asked.resolve())
    const serving = await serve(
      `{ workers: ${workers}, drainMs: 60000, openMode: { deadlineMs: 60000, fhirTimeoutMs: 60000 } }`,
    )
    try {
      const { prefetch: _, ...rest } = JSON.parse(body)
      const pending = call(
        serving,
        new Agent(),
        '/cds-services/cardiometabolic-risk',
        JSON.stringify({ ...rest, fhirServer: fhir.url }),
      )
      const failed = expect(pending).rejects.toThrow()
      await asked.promise
      const exited = once(serving.child, 'exit')
      serving.child.kill('SIGTERM')
      const agent = new Agent()
      // The first signal has been taken once it says so.
      while ((await call(serving, agent, '/readyz')).status !== 503);
      serving.child.kill('SIGTERM')
      expect((await exited)[0]).toBe(1)
      await failed
    } finally {
      serving.child.kill('SIGKILL')
      await fhir.close()
    }
  },
)
